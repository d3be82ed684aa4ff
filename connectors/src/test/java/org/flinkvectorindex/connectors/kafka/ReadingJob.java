package org.flinkvectorindex.connectors.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Origin;

/** A job that notes where the records it reads come from: one at a time in this JVM. */
final class ReadingJob implements AutoCloseable {
  private static final Set<Origin> READ = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final JobClient job;

  private ReadingJob(Path folder, JobClient job) {
    this.folder = folder;
    this.job = job;
  }

  /**
   * @param folder for savepoints
   */
  static ReadingJob start(
      Source<Decoded<Mutation>, ?, ?> source, Path folder, Optional<String> savepoint)
      throws Exception {
    READ.clear();
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    savepoint.ifPresent(path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(1);
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "source")
        .uid("source")
        .map(decoded -> READ.add(((Decoded.Accepted<Mutation>) decoded).record().origin()))
        .returns(Types.BOOLEAN)
        .uid("noting")
        .sinkTo(new DiscardingSink<>())
        .uid("discarding");
    return new ReadingJob(folder, env.executeAsync());
  }

  Set<Origin> read() {
    return Set.copyOf(READ);
  }

  void awaitRead(Set<Origin> all) {
    await("records " + all, () -> READ.containsAll(all));
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(what + " did not come");
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  String savepoint() throws Exception {
    return job.triggerSavepoint(folder.toUri().toString(), SavepointFormatType.CANONICAL).get();
  }

  @Override
  public void close() throws IOException {
    try {
      job.cancel().get();
      await("the end", () -> ended(job));
    } catch (ExecutionException | InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static boolean ended(JobClient job) {
    try {
      return job.getJobStatus().get() == JobStatus.CANCELED;
    } catch (IllegalStateException e) {
      return true; // The cluster of one job ends with it.
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
