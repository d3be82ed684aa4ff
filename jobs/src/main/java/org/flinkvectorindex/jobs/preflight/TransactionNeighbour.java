package org.flinkvectorindex.jobs.preflight;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flinkvectorindex.connectors.kafka.KafkaPreflight;
import org.flinkvectorindex.connectors.kafka.KafkaPreflight.KafkaUnfit;
import org.flinkvectorindex.connectors.kafka.KafkaSinks;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SinkOptions;
import org.flinkvectorindex.jobs.config.SinkPlace;

/**
 * Brokers that must let transactions stay open as long as a sink wants them to.
 *
 * @param name the sink's key in the configuration
 */
record TransactionNeighbour(String name, String bootstrapServers, Map<String, Secret> settings)
    implements Neighbour {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  static List<TransactionNeighbour> of(JobOptions job) {
    return Places.sinks(job).entrySet().stream()
        .flatMap(each -> of(each.getKey(), each.getValue()))
        .toList();
  }

  private static Stream<TransactionNeighbour> of(String key, SinkOptions sink) {
    return sink.delivery() == SinkOptions.Delivery.EXACTLY_ONCE
            && sink.place() instanceof SinkPlace.Kafka kafka
        ? Stream.of(new TransactionNeighbour(key, kafka.bootstrapServers(), sink.properties()))
        : Stream.empty();
  }

  @Override
  public Optional<String> missing() throws InterruptedException {
    Map<String, String> properties = Secret.reveal(settings);
    try {
      KafkaPreflight.checkTransactions(
          bootstrapServers, KafkaSinks.transactionTimeout(properties), properties, PATIENCE);
      return Optional.empty();
    } catch (KafkaUnfit e) {
      return Optional.of(Hidden.in(e.getMessage(), properties.values()));
    }
  }
}
