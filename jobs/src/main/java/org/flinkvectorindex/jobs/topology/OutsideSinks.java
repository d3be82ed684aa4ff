package org.flinkvectorindex.jobs.topology;

import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;
import org.flinkvectorindex.connectors.kafka.KafkaOutput;
import org.flinkvectorindex.connectors.kafka.KafkaSinks;
import org.flinkvectorindex.connectors.pulsar.PulsarOutput;
import org.flinkvectorindex.connectors.pulsar.PulsarSinks;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SinkOptions;
import org.flinkvectorindex.jobs.config.SinkPlace;
import org.flinkvectorindex.operators.Stage;

/**
 * The sinks that a job's configuration names.
 *
 * @param job its name, which begins the ids of its transactions: two jobs of one name would end
 *     each other's
 */
record OutsideSinks(String job) {

  Sink<Result> results(SinkOptions options) {
    return options.place() instanceof SinkPlace.Kafka kafka
        ? KafkaSinks.results(
            output(Stage.RESULTS, kafka, options), Codecs.results(options.format()))
        : PulsarSinks.results(pulsar(options), Codecs.results(options.format()));
  }

  Sink<DeadLetter> deadLetters(SinkOptions options) {
    return options.place() instanceof SinkPlace.Kafka kafka
        ? KafkaSinks.deadLetters(
            output(Stage.DEAD_LETTERS, kafka, options), Codecs.deadLetters(options.format()))
        : PulsarSinks.deadLetters(pulsar(options), Codecs.deadLetters(options.format()));
  }

  Sink<Change> changes(SinkOptions options) {
    return options.place() instanceof SinkPlace.Kafka kafka
        ? KafkaSinks.changes(
            output(Stage.CHANGES, kafka, options), Codecs.changes(options.format()))
        : PulsarSinks.changes(pulsar(options), Codecs.changes(options.format()));
  }

  Sink<WindowStatistics> statistics(SinkOptions options) {
    return options.place() instanceof SinkPlace.Kafka kafka
        ? KafkaSinks.statistics(
            output(Stage.STATISTICS, kafka, options), Codecs.statistics(options.format()))
        : PulsarSinks.statistics(pulsar(options), Codecs.statistics(options.format()));
  }

  private KafkaOutput output(Stage stage, SinkPlace.Kafka kafka, SinkOptions options) {
    Optional<String> transactions =
        switch (options.delivery()) {
          case AT_LEAST_ONCE -> Optional.empty();
          case EXACTLY_ONCE -> Optional.of(job + "-" + stage.uid());
        };
    return new KafkaOutput(
        kafka.bootstrapServers(), kafka.topic(), transactions, Secret.reveal(options.properties()));
  }

  private static PulsarOutput pulsar(SinkOptions options) {
    SinkPlace.Pulsar pulsar = (SinkPlace.Pulsar) options.place();
    return new PulsarOutput(
        pulsar.serviceUrl(), pulsar.topic(), Secret.reveal(options.properties()));
  }
}
