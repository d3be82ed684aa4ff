package org.flinkvectorindex.benchmarks.local;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.checkpoint.RestoredCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.benchmarks.Durations;
import org.flinkvectorindex.connectors.local.ServerFolder;
import org.flinkvectorindex.console.Place;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobOptions;

/**
 * Flink in this process, running one job: RocksDB on the local disk, checkpoints in a folder, and
 * one TaskManager that has all slots.
 */
public final class LocalFlink implements AutoCloseable {
  private static final int CHECKPOINTS_KEPT = 1_000;

  private final ServerFolder folder;
  private final MiniCluster cluster;
  private final Configuration configuration = new Configuration();
  private JobID job;
  private int taskManagers = 1;
  private final Thread hook = new Thread(this::end);

  /**
   * @param folder takes checkpoints and everything that is temporary
   */
  public LocalFlink(int parallelism, ServerFolder folder) throws Exception {
    this.folder = folder;
    Path temporary = Files.createDirectories(folder.path().resolve("temporary"));
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(CoreOptions.TMP_DIRS, temporary.toString());
    configuration.set(WebOptions.TMP_DIR, temporary.toString());
    configuration.set(WebOptions.CHECKPOINTS_HISTORY_SIZE, CHECKPOINTS_KEPT);
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, Place.of(folder.path().resolve("checkpoints")));
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    configuration.setString("metrics.reporter.inserts.factory.class", InsertCount.class.getName());
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 5);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(parallelism)
                .build());
    cluster.start();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Of the web interface. */
  public URI address() throws Exception {
    return cluster.getRestAddress().get();
  }

  public void submit(JobOptions options) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    VectorIndexJob.wire(options, environment);
    job = cluster.submitJob(environment.getStreamGraph().getJobGraph()).get().getJobID();
  }

  /**
   * Whether every task runs.
   *
   * @throws IllegalStateException if the job has failed for good, with the cause
   */
  public boolean running() throws Exception {
    AccessExecutionGraph graph = cluster.getExecutionGraph(job).get();
    if (graph.getState() == JobStatus.FAILED) {
      throw new IllegalStateException(
          "the job has failed: " + graph.getFailureInfo().getExceptionAsString());
    }
    for (var task : graph.getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return graph.getState() == JobStatus.RUNNING;
  }

  /**
   * Of each complete checkpoint after one, that of the subtask that took longest, which processes
   * no record meanwhile; to the millisecond, of the last {@value #CHECKPOINTS_KEPT} at most.
   *
   * @param checkpoint its number, 0 for all
   */
  public Durations synchronousParts(long checkpoint) throws Exception {
    Durations parts = new Durations();
    for (AbstractCheckpointStats each : checkpointing().getHistory().getCheckpoints()) {
      if (each.getCheckpointId() > checkpoint && each.getStatus().isCompleted()) {
        parts.add(
            TimeUnit.MILLISECONDS.toNanos(
                each.getAllTaskStateStats().stream()
                    .mapToLong(
                        task ->
                            task.getSummaryStats().getSyncCheckpointDurationStats().getMaximum())
                    .max()
                    .orElse(0)));
      }
    }
    return parts;
  }

  /** Makes a checkpoint now; its number, when it is complete. */
  public long checkpoint() throws Exception {
    return cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED).get();
  }

  /** The number of the last complete checkpoint, 0 where there is none. */
  public long lastCheckpoint() throws Exception {
    CompletedCheckpointStats last = checkpointing().getHistory().getLatestCompletedCheckpoint();
    return last == null ? 0 : last.getCheckpointId();
  }

  /** The number of the checkpoint that the job came back from last, 0 where it never had to. */
  public long restoredCheckpoint() throws Exception {
    RestoredCheckpointStats restored = checkpointing().getLatestRestoredCheckpoint();
    return restored == null ? 0 : restored.getCheckpointId();
  }

  private CheckpointStatsSnapshot checkpointing() throws Exception {
    return cluster.getExecutionGraph(job).get().getCheckpointStatsSnapshot();
  }

  /**
   * Terminates the TaskManager, and with it every task, its heap and its RocksDB. Nothing is saved
   * before: what came after the last checkpoint is lost, until it is read from Kafka again.
   */
  public void killTaskManager() throws Exception {
    cluster.terminateTaskManager(taskManagers - 1).get();
  }

  /** In the place of one that was killed: the job comes back on it. */
  public void startTaskManager() throws Exception {
    cluster.startTaskManager();
    taskManagers++;
  }

  /** When this JVM is asked to end: the folder goes when nobody writes to it any more. */
  private void end() {
    try {
      cluster.closeAsync().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      // The process ends, and Flink with it.
    }
    folder.delete();
  }

  @Override
  public void close() throws Exception {
    if (job != null && !cluster.getJobStatus(job).get().isTerminalState()) {
      cluster.cancelJob(job).get();
    }
    cluster.close();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
