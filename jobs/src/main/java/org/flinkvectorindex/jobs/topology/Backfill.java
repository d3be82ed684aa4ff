package org.flinkvectorindex.jobs.topology;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.client.deployment.application.executors.EmbeddedExecutor;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.codec.RowDecoder;
import org.flinkvectorindex.connectors.history.FileInput;
import org.flinkvectorindex.connectors.history.History;
import org.flinkvectorindex.connectors.history.HistoryDecoders;
import org.flinkvectorindex.connectors.history.HistoryFiles;
import org.flinkvectorindex.connectors.kafka.KafkaInput;
import org.flinkvectorindex.connectors.kafka.KafkaPreflight.KafkaUnfit;
import org.flinkvectorindex.connectors.kafka.KafkaSources;
import org.flinkvectorindex.connectors.kafka.KafkaSpan;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.serde.DecodedMutationFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.connectors.source.Start;
import org.flinkvectorindex.connectors.source.Watermarks;
import org.flinkvectorindex.jobs.config.BackfillOptions;
import org.flinkvectorindex.jobs.config.InvalidConfigurationException;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.Problem;
import org.flinkvectorindex.jobs.config.RecordCodec;
import org.flinkvectorindex.jobs.config.VectorSourceOptions;
import org.flinkvectorindex.jobs.preflight.Hidden;
import org.flinkvectorindex.operators.Stage;
import org.flinkvectorindex.operators.backfill.CountHistory;

/**
 * History as a source of its own beside the live ones, in the same order of changes. Where the
 * topics themselves are history, it ends at the offsets that they had when this was made, and live
 * sources without state begin at these: noted before anything is read, so there is no gap.
 */
final class Backfill {
  /**
   * The brokers are asked whatever {@code preflight.patience} is: they alone know where topics end.
   */
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(10);

  private final JobOptions job;
  private final BackfillOptions options;
  private final Limits limits;
  private final Map<VectorSourceOptions, KafkaSpan> spans = new LinkedHashMap<>();

  Backfill(JobOptions job, BackfillOptions options, Limits limits) {
    this.job = job;
    this.options = options;
    this.limits = limits;
    options.from().ifPresent(this::note);
  }

  /** What of a live source's topics is history; empty where history is of files only. */
  Optional<KafkaSpan> span(VectorSourceOptions source) {
    return Optional.ofNullable(spans.get(source));
  }

  private void note(Start from) {
    for (VectorSourceOptions source : job.vectors()) {
      KafkaInput input = OutsideEndPoints.kafka(source.source());
      try {
        spans.put(source, KafkaSpan.of(input, from, patience()));
      } catch (KafkaUnfit e) {
        // Without the cause, which quotes what is hidden here.
        throw new IllegalStateException(
            "backfill.from: " + Hidden.in(e.getMessage(), input.properties().values()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  private Duration patience() {
    Duration wanted = job.preflight().patience();
    return wanted.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : wanted;
  }

  DataStream<Decoded<Mutation>> read(StreamExecutionEnvironment flink) {
    List<Source<Decoded<Mutation>, ?, ?>> parts = new ArrayList<>();
    long files = 0;
    if (!options.files().isEmpty()) {
      FileInput input =
          new FileInput(
              options.files(),
              ids(),
              options.ts(),
              options.collection().orElse(""),
              options.version());
      files = records(input, flink);
      parts.add(
          HistoryFiles.source(
              input,
              new HistoryDecoders(
                  Codecs.mutations(RecordCodec.JSON, limits, Optional.empty()),
                  Codecs.mutations(RecordCodec.PROTOBUF, limits, Optional.empty()),
                  new RowDecoder(input.collection(), input.version())),
              limits.maxBytes()));
    }
    spans.forEach(
        (source, span) ->
            parts.add(
                KafkaSources.mutationsOf(
                    span,
                    OutsideEndPoints.kafka(source.source()),
                    Codecs.mutations(source.source().format(), limits, source.collection()))));
    boolean unknown = files == 0 && !options.files().isEmpty();
    long topics = spans.values().stream().mapToLong(KafkaSpan::records).sum();
    return counted(parts, unknown ? 0 : files + topics, flink);
  }

  private DataStream<Decoded<Mutation>> counted(
      List<Source<Decoded<Mutation>, ?, ?>> parts, long total, StreamExecutionEnvironment flink) {
    RecordTypeInfo<Decoded<Mutation>> type = new RecordTypeInfo<>(DecodedMutationFormat.INSTANCE);
    int readers = Math.min(options.readers(), flink.getParallelism());
    return flink
        .fromSource(
            History.of(parts, options.rate()),
            Watermarks.none(),
            Stage.BACKFILL.title() + ": " + options.name(),
            type)
        .uid(Stage.BACKFILL.uid(options.name()))
        .setParallelism(readers)
        .map(new CountHistory<>(total))
        .returns(type)
        .name(Stage.BACKFILL_PROGRESS.title())
        .uid(Stage.BACKFILL_PROGRESS.uid(options.name()))
        .setParallelism(readers);
  }

  private Map<String, String> ids() {
    Map<String, String> ids = new LinkedHashMap<>();
    for (int i = 0; i < options.ids().size(); i++) {
      ids.put(options.rows().get(i), options.ids().get(i));
    }
    return ids;
  }

  /**
   * How many there are, about, or 0. Where this runs in the JobManager it runs again after each of
   * its failures, also long after the files were read: then they are not looked through, and may be
   * gone.
   */
  private long records(FileInput input, StreamExecutionEnvironment flink) {
    OptionalInt dimension =
        job.collections().stream()
            .filter(collection -> options.collection().equals(Optional.of(collection.name())))
            .mapToInt(collection -> collection.dimension())
            .findFirst();
    boolean again =
        EmbeddedExecutor.NAME.equals(flink.getConfiguration().get(DeploymentOptions.TARGET));
    try {
      return again || job.preflight().patience().isZero()
          ? HistoryFiles.glance(input, dimension)
          : HistoryFiles.look(input, dimension);
    } catch (IOException e) {
      throw new InvalidConfigurationException(
          "The backfill",
          List.of(
              new Problem("backfill.files", Optional.empty(), e.getMessage(), Optional.empty())));
    }
  }
}
