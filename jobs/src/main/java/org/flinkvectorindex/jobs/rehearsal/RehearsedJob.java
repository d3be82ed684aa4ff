package org.flinkvectorindex.jobs.rehearsal;

import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.flinkvectorindex.connectors.serde.DecodedMutationFormat;
import org.flinkvectorindex.connectors.serde.DecodedQueryFormat;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.jobs.config.CollectionOptions;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.topology.EndPoints;
import org.flinkvectorindex.jobs.topology.FlinkSettings;
import org.flinkvectorindex.jobs.topology.FlowOptions;
import org.flinkvectorindex.jobs.topology.VectorIndexTopology;
import org.flinkvectorindex.operators.Stage;

/**
 * The flow of a job without its brokers and Redis, on random vectors and for a few seconds: {@code
 * --config job.yaml [--key value]…}, as the job itself is called. A TaskManager that has run no job
 * yet loads and compiles what Flink and RocksDB need meanwhile, instead of while a job that
 * replaces another is waited for. Leaves nothing, and is not tried again where it fails.
 */
public final class RehearsedJob {
  private static final int CHANGES = 10_000;

  /** Of vectors in memory, for each slot. */
  private static final long BYTES = 32 << 20;

  static final int QUESTIONS = 500;

  private RehearsedJob() {}

  public static void main(String[] arguments) throws Exception {
    JobOptions job = JobConfiguration.load(List.of(arguments), System.getenv());
    StreamExecutionEnvironment flink = StreamExecutionEnvironment.getExecutionEnvironment();
    wire(job, flink);
    flink.execute(name(job));
  }

  private static String name(JobOptions job) {
    return job.name() + " (rehearsal)";
  }

  static void wire(JobOptions job, StreamExecutionEnvironment flink) {
    Configuration settings = FlinkSettings.of(job, flink.getConfiguration());
    settings.set(PipelineOptions.NAME, name(job));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.NO_EXTERNALIZED_CHECKPOINTS);
    flink.configure(settings);
    VectorIndexTopology.build(endPoints(job, flink), FlowOptions.of(job));
  }

  static EndPoints endPoints(JobOptions job, StreamExecutionEnvironment flink) {
    RandomRecords records = new RandomRecords(job.collections());
    return new EndPoints(
        read(
            flink,
            Stage.VECTORS,
            changes(job) * flink.getParallelism(),
            records::change,
            DecodedMutationFormat.INSTANCE),
        read(flink, Stage.QUERIES, QUESTIONS, records::question, DecodedQueryFormat.INSTANCE),
        Optional.empty(),
        new DiscardingSink<>(),
        new DiscardingSink<>(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** For each slot. */
  static long changes(JobOptions job) {
    int dimension =
        job.collections().stream().mapToInt(CollectionOptions::dimension).max().orElse(1);
    return Math.min(CHANGES, BYTES / Float.BYTES / dimension);
  }

  private static <T> DataStream<T> read(
      StreamExecutionEnvironment flink,
      Stage stage,
      long count,
      MapFunction<Long, T> record,
      RecordFormat<T> format) {
    return flink
        .fromSequence(1, count)
        .uid(stage.uid("numbers"))
        .map(record)
        .returns(new RecordTypeInfo<>(format))
        .uid(stage.uid("rehearsed"));
  }
}
