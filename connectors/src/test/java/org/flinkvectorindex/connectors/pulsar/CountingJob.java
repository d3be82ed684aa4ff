package org.flinkvectorindex.connectors.pulsar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;

/** A job that counts, in state, how often it saw each id; it can be killed and come back. */
final class CountingJob implements AutoCloseable {
  private final Path folder;
  private final JobClient job;

  private CountingJob(Path folder, JobClient job) {
    this.folder = folder;
    this.job = job;
  }

  /**
   * @param folder for checkpoints, of this run alone
   * @param restored where another run left its checkpoint
   */
  static CountingJob start(
      Source<Decoded<Mutation>, ?, ?> source,
      int parallelism,
      Duration checkpoints,
      Path folder,
      Optional<String> restored)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints);
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    restored.ifPresent(path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(parallelism);
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "source")
        .uid("source")
        .map(new Counting.Slowly())
        .returns(String.class)
        .uid("slowly")
        .map(new Counting())
        .returns(String.class)
        .uid("counting")
        .setParallelism(1)
        .print()
        .uid("print")
        .setParallelism(1);
    return new CountingJob(folder, env.executeAsync());
  }

  /** Ends it as a failure would, and gives its last checkpoint. */
  String kill() throws Exception {
    close();
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .map(Path::getParent)
          .max(Comparator.comparingInt(CountingJob::number))
          .orElseThrow()
          .toUri()
          .toString();
    }
  }

  private static int number(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring("chk-".length()));
  }

  @Override
  public void close() throws IOException {
    try {
      if (!job.getJobStatus().get().isGloballyTerminalState()) {
        job.cancel().get();
        while (job.getJobStatus().get() != JobStatus.CANCELED) {
          Thread.onSpinWait();
        }
      }
    } catch (IllegalStateException alreadyGone) {
      // The cluster of one job ends with it.
    } catch (ExecutionException | InterruptedException e) {
      throw new IOException(e);
    }
  }
}
