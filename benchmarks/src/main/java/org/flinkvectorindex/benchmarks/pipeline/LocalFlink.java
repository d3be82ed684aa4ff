package org.flinkvectorindex.benchmarks.pipeline;

import java.nio.file.Path;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobOptions;

/** Flink in this process, running one job: RocksDB on the local disk, checkpoints in a folder. */
final class LocalFlink implements AutoCloseable {
  private final MiniCluster cluster;
  private final Configuration configuration = new Configuration();
  private JobID job;

  LocalFlink(int parallelism, Path folder) throws Exception {
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .build());
    cluster.start();
    configuration.set(org.apache.flink.configuration.CoreOptions.DEFAULT_PARALLELISM, parallelism);
  }

  void submit(JobOptions options) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    VectorIndexJob.wire(options, environment);
    job = cluster.submitJob(environment.getStreamGraph().getJobGraph()).get().getJobID();
  }

  /** Completed so far. */
  long checkpoints() throws Exception {
    return cluster
        .getExecutionGraph(job)
        .get()
        .getCheckpointStatsSnapshot()
        .getCounts()
        .getNumberOfCompletedCheckpoints();
  }

  /** Why the job is not running, for errors. */
  String status() throws Exception {
    return cluster.getJobStatus(job).get().toString();
  }

  @Override
  public void close() throws Exception {
    if (job != null) {
      cluster.cancelJob(job).get();
    }
    cluster.close();
  }
}
