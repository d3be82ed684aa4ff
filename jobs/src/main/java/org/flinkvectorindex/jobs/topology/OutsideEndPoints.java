package org.flinkvectorindex.jobs.topology;

import java.time.Clock;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.json.JsonChangeEncoder;
import org.flinkvectorindex.connectors.json.JsonDeadLetterEncoder;
import org.flinkvectorindex.connectors.json.JsonMutationDecoder;
import org.flinkvectorindex.connectors.json.JsonQueryDecoder;
import org.flinkvectorindex.connectors.json.JsonResultEncoder;
import org.flinkvectorindex.connectors.kafka.KafkaInput;
import org.flinkvectorindex.connectors.kafka.KafkaOutput;
import org.flinkvectorindex.connectors.kafka.KafkaSinks;
import org.flinkvectorindex.connectors.kafka.KafkaSources;
import org.flinkvectorindex.connectors.source.Watermarks;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.jobs.config.AdmitOptions;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SinkOptions;
import org.flinkvectorindex.jobs.config.SourceOptions;
import org.flinkvectorindex.jobs.config.VectorSourceOptions;
import org.flinkvectorindex.operators.Stage;

/** The end points that a job's configuration names. */
public final class OutsideEndPoints {
  private final JobOptions job;
  private final StreamExecutionEnvironment flink;
  private final Limits limits;

  private OutsideEndPoints(JobOptions job, StreamExecutionEnvironment flink) {
    this.job = job;
    this.flink = flink;
    this.limits = limits(job.admit());
  }

  public static EndPoints of(JobOptions job, StreamExecutionEnvironment flink) {
    return new OutsideEndPoints(job, flink).endPoints();
  }

  private static Limits limits(AdmitOptions admit) {
    return new Limits(
        Math.toIntExact(admit.maxBytes().getBytes()), admit.maxAhead(), Clock.systemUTC());
  }

  private EndPoints endPoints() {
    return new EndPoints(
        union(job.vectors().stream().map(this::mutations).toList()),
        union(job.queries().stream().map(this::queries).toList()),
        KafkaSinks.results(output(job.results()), new JsonResultEncoder()),
        KafkaSinks.deadLetters(output(job.deadLetters()), new JsonDeadLetterEncoder()),
        job.changes().map(changes -> KafkaSinks.changes(output(changes), new JsonChangeEncoder())),
        job.redis().map(ServingCache::of));
  }

  private DataStream<Decoded<Mutation>> mutations(VectorSourceOptions options) {
    return source(
        Stage.VECTORS,
        options.source(),
        KafkaSources.mutations(
            input(options.source()), new JsonMutationDecoder(limits, options.collection())),
        Watermarks.mutations(options.outOfOrder(), options.idle(), limits));
  }

  /** Nothing waits for the event time of queries. */
  private DataStream<Decoded<Query>> queries(SourceOptions options) {
    return source(
        Stage.QUERIES,
        options,
        KafkaSources.queries(input(options), new JsonQueryDecoder(limits)),
        WatermarkStrategy.noWatermarks());
  }

  /**
   * Known by what is read and not by its place in the list, so that sources can be added, removed
   * and moved without losing their offsets.
   */
  private <T> DataStream<T> source(
      Stage stage, SourceOptions options, Source<T, ?, ?> source, WatermarkStrategy<T> watermarks) {
    String topics = String.join("+", options.topics().stream().sorted().toList());
    return flink
        .fromSource(source, watermarks, stage.title() + ": " + topics)
        .uid(stage.uid(topics));
  }

  private static KafkaInput input(SourceOptions source) {
    return new KafkaInput(
        source.bootstrapServers(),
        source.topics(),
        source.groupId(),
        source.start(),
        source.discovery(),
        Secret.reveal(source.properties()));
  }

  private static KafkaOutput output(SinkOptions sink) {
    return new KafkaOutput(sink.bootstrapServers(), sink.topic(), Secret.reveal(sink.properties()));
  }

  private static <T> DataStream<T> union(List<DataStream<T>> streams) {
    return streams.stream().reduce(DataStream::union).orElseThrow();
  }
}
