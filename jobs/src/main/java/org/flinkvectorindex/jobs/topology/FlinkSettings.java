package org.flinkvectorindex.jobs.topology;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.contrib.streaming.state.RocksDBConfigurableOptions;
import org.apache.flink.contrib.streaming.state.RocksDBOptions;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.operators.StageStorage;
import org.flinkvectorindex.operators.shard.ShardStorage;

/**
 * Flink's settings of the job: a few that the index stands on, and defaults that the cluster's own
 * configuration overrides.
 */
public final class FlinkSettings {

  /** Together with names and shard counts it decides where state lies: fixed for ever. */
  public static final int MAX_PARALLELISM = 128;

  /**
   * No record waits in a network buffer. What crosses the network often has waited for others
   * already, in batches, and to flush it costs less than threads that look into every buffer every
   * few milliseconds.
   */
  static final Duration BUFFER_TIMEOUT = Duration.ZERO;

  /**
   * A checkpoint does not begin right after another. The first one after a restore from a native
   * savepoint is whole; one that followed before each task had heard that it is complete would
   * refer to the savepoint's files, of which the JobManager keeps no account, and then wait for its
   * timeout, ten minutes without a checkpoint.
   */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /**
   * A subtask that got a part of another's shards forgets files that have none of its part. Left
   * alone they are only marked as deleted: the next checkpoint uploads them, once for each subtask,
   * and the next rescaling fetches and reads them.
   */
  public static final ConfigOption<Boolean> DROP_FILES_OF_OTHERS =
      RocksDBConfigurableOptions.USE_DELETE_FILES_IN_RANGE_DURING_RESCALING;

  /** Storage that is away delays checkpoints, the job runs on; but see {@link #patience}. */
  private static final int TOLERABLE_FAILURES = 10;

  private final ReadableConfig cluster;
  private final Configuration settings = new Configuration();

  private FlinkSettings(ReadableConfig cluster) {
    this.cluster = cluster;
  }

  /**
   * @param cluster what the cluster or the command line already says
   */
  public static Configuration of(JobOptions job, ReadableConfig cluster) {
    FlinkSettings flink = new FlinkSettings(cluster);
    flink.identity(job);
    flink.state(job);
    flink.restarts();
    return flink.settings;
  }

  private void identity(JobOptions job) {
    settings.set(PipelineOptions.NAME, job.name());
    settings.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.OBJECT_REUSE, true); // Records are immutable.
    orElse(ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
  }

  /** Not the cluster's to choose: the shard operator goes by the order of keys that RocksDB has. */
  private void state(JobOptions job) {
    settings.set(StateBackendOptions.STATE_BACKEND, StageStorage.Factory.class.getName());
    orElse(RocksDBOptions.OPTIONS_FACTORY, ShardStorage.class.getName());
    orElse(DROP_FILES_OF_OTHERS, true);
    Duration interval = job.checkpoints().interval();
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    Duration pause = orElse(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, pause(interval));
    orElse(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    orElse(CheckpointingOptions.ENABLE_UNALIGNED, true);
    int tolerable = orElse(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERABLE_FAILURES);
    CheckpointPatience wanted =
        new CheckpointPatience(cluster.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT), tolerable);
    CheckpointPatience.transaction(job)
        .map(shortest -> CheckpointPatience.of(shortest, interval, pause, wanted))
        .ifPresent(this::patience);
  }

  /** Not the cluster's to choose either, where brokers would end transactions before. */
  private void patience(CheckpointPatience allowed) {
    settings.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, allowed.timeout());
    settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, allowed.tolerable());
  }

  private static Duration pause(Duration interval) {
    Duration half = interval.dividedBy(2);
    return half.compareTo(LONGEST_PAUSE) < 0 ? half : LONGEST_PAUSE;
  }

  /** Patient with a fault that passes, not with one that stays. */
  private void restarts() {
    if (cluster.getOptional(RestartStrategyOptions.RESTART_STRATEGY).isPresent()) {
      return;
    }
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofSeconds(1));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofMinutes(1));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        Duration.ofMinutes(10));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, 20);
  }

  /** What holds. */
  private <T> T orElse(ConfigOption<T> option, T value) {
    Optional<T> given = cluster.getOptional(option);
    if (given.isEmpty()) {
      settings.set(option, value);
    }
    return given.orElse(value);
  }
}
