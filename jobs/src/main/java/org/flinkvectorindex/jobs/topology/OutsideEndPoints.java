package org.flinkvectorindex.jobs.topology;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.codec.MutationDecoder;
import org.flinkvectorindex.connectors.codec.QueryDecoder;
import org.flinkvectorindex.connectors.kafka.KafkaInput;
import org.flinkvectorindex.connectors.kafka.KafkaSources;
import org.flinkvectorindex.connectors.pulsar.PulsarInput;
import org.flinkvectorindex.connectors.pulsar.PulsarSources;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.source.Watermarks;
import org.flinkvectorindex.jobs.config.AdmitOptions;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SourceOptions;
import org.flinkvectorindex.jobs.config.SourcePlace;
import org.flinkvectorindex.jobs.config.VectorSourceOptions;
import org.flinkvectorindex.operators.Stage;
import org.flinkvectorindex.operators.backfill.LiveAndHistory;
import org.flinkvectorindex.operators.decide.Control;
import org.flinkvectorindex.operators.decide.DecodedControlFormat;

/** The end points that a job's configuration names. */
public final class OutsideEndPoints {
  private final JobOptions job;
  private final StreamExecutionEnvironment flink;
  private final Limits limits;
  private final Optional<Backfill> backfill;

  private OutsideEndPoints(JobOptions job, StreamExecutionEnvironment flink) {
    this.job = job;
    this.flink = flink;
    this.limits = limits(job.admit());
    this.backfill = job.backfill().map(options -> new Backfill(job, options, limits));
  }

  public static EndPoints of(JobOptions job, StreamExecutionEnvironment flink) {
    return new OutsideEndPoints(job, flink).endPoints();
  }

  private static Limits limits(AdmitOptions admit) {
    return new Limits(
        Math.toIntExact(admit.maxBytes().getBytes()), admit.maxAhead(), Clock.systemUTC());
  }

  private EndPoints endPoints() {
    OutsideSinks sinks = new OutsideSinks(job.name());
    DataStream<Decoded<Mutation>> live =
        union(job.vectors().stream().map(this::mutations).toList());
    return new EndPoints(
        backfill.map(history -> LiveAndHistory.of(live, history.read(flink))).orElse(live),
        union(job.queries().stream().map(this::queries).toList()),
        job.control().map(this::controls),
        sinks.results(job.results()),
        sinks.deadLetters(job.deadLetters()),
        job.changes().map(sinks::changes),
        job.statistics().map(sinks::statistics),
        job.redis().map(ServingCache::of));
  }

  private DataStream<Decoded<Mutation>> mutations(VectorSourceOptions options) {
    SourceOptions source = options.source();
    MutationDecoder decoder = Codecs.mutations(source.format(), limits, options.collection());
    return source(
        Stage.VECTORS,
        source.place(),
        source.place() instanceof SourcePlace.Kafka
            ? backfill
                .flatMap(history -> history.span(options))
                .map(history -> KafkaSources.mutationsAfter(history, kafka(source), decoder))
                .orElseGet(() -> KafkaSources.mutations(kafka(source), decoder))
            : PulsarSources.mutations(pulsar(source), decoder),
        Watermarks.mutations(options.outOfOrder(), options.idle(), limits));
  }

  /** Nothing waits for the event time of queries. */
  private DataStream<Decoded<Query>> queries(SourceOptions source) {
    QueryDecoder decoder = Codecs.queries(source.format(), limits);
    return source(
        Stage.QUERIES,
        source.place(),
        source.place() instanceof SourcePlace.Kafka
            ? KafkaSources.queries(kafka(source), decoder)
            : PulsarSources.queries(pulsar(source), decoder),
        WatermarkStrategy.noWatermarks());
  }

  /** One subtask reads them all, so that they have one order. */
  private DataStream<Decoded<Control>> controls(SourceOptions source) {
    return flink
        .fromSource(
            KafkaSources.controls(
                kafka(source), ControlDecoder.of(job), DecodedControlFormat.INSTANCE),
            Watermarks.<Decoded<Control>>none(),
            Stage.CONTROL.title() + ": " + source.place().name())
        .uid(Stage.CONTROL.uid(source.place().name()))
        .setParallelism(1);
  }

  /**
   * Known by what is read and not by its place in the list, so that sources can be added, removed
   * and moved without losing their positions.
   */
  private <T> DataStream<T> source(
      Stage stage, SourcePlace place, Source<T, ?, ?> source, WatermarkStrategy<T> watermarks) {
    return flink
        .fromSource(source, watermarks, stage.title() + ": " + place.name())
        .uid(stage.uid(place.name()));
  }

  static KafkaInput kafka(SourceOptions source) {
    SourcePlace.Kafka kafka = (SourcePlace.Kafka) source.place();
    return new KafkaInput(
        kafka.bootstrapServers(),
        kafka.topics(),
        kafka.groupId(),
        source.start(),
        source.discovery(),
        Secret.reveal(source.properties()));
  }

  private static PulsarInput pulsar(SourceOptions source) {
    SourcePlace.Pulsar pulsar = (SourcePlace.Pulsar) source.place();
    return new PulsarInput(
        pulsar.serviceUrl(),
        pulsar.adminUrl(),
        pulsar.topics(),
        pulsar.subscription(),
        source.start(),
        source.discovery(),
        Secret.reveal(source.properties()));
  }

  private static <T> DataStream<T> union(List<DataStream<T>> streams) {
    return streams.stream().reduce(DataStream::union).orElseThrow();
  }
}
