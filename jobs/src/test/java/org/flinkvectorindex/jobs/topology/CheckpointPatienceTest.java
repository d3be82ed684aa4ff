package org.flinkvectorindex.jobs.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.TimeUtils;
import org.flinkvectorindex.jobs.config.InvalidConfigurationException;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job fails before brokers give up what it wrote in transactions. */
class CheckpointPatienceTest {
  private static final String JOB =
      """
      name: words-index
      collections:
        - {name: words, dimension: 100}
      vectors:
        - {type: kafka, bootstrap-servers: "k:1", topics: [vectors], group-id: words}
      queries:
        - {type: kafka, bootstrap-servers: "k:1", topics: [queries], group-id: words}
      results: {type: kafka, bootstrap-servers: "k:1", topic: results}
      dead-letters: {type: kafka, bootstrap-servers: "k:1", topic: dead}
      changes: {type: kafka, bootstrap-servers: "k:1", topic: changes}
      """;

  private static final Map<String, String> ONCE = Map.of("dead-letters.delivery", "exactly-once");

  /** As flink-conf/config.yaml has it. */
  private static final Configuration TOLERANT =
      new Configuration().set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 10);

  @Test
  void aJobWithTransactionsBearsOneFailureWhateverTheClusterSays() {
    for (Configuration cluster : new Configuration[] {new Configuration(), TOLERANT}) {
      CheckpointConfig checkpoints = checkpoints(ONCE, cluster);
      assertThat(checkpoints.getCheckpointTimeout()).isEqualTo(180_000);
      assertThat(checkpoints.getTolerableCheckpointFailureNumber()).isEqualTo(1);
    }
  }

  @Test
  void oneWithoutBearsWhatTheClusterDoes() {
    CheckpointConfig checkpoints = checkpoints(Map.of(), new Configuration());
    assertThat(checkpoints.getCheckpointTimeout()).isEqualTo(600_000);
    assertThat(checkpoints.getTolerableCheckpointFailureNumber()).isEqualTo(10);
    assertThat(FlinkSettings.of(job(Map.of()), TOLERANT).keySet())
        .doesNotContain(
            CheckpointingOptions.TOLERABLE_FAILURE_NUMBER.key(),
            CheckpointingOptions.CHECKPOINTING_TIMEOUT.key());
  }

  @Test
  void theSinkWhoseTransactionsEndFirstCounts() {
    Map<String, String> two =
        Map.of(
            "results.delivery", "exactly-once",
            "results.properties.transaction.timeout.ms", "3600000",
            "changes.delivery", "exactly-once",
            "changes.properties.transaction.timeout.ms", "600000");
    assertThat(checkpoints(two, TOLERANT).getCheckpointTimeout()).isEqualTo(120_000);
  }

  /** Who wants more failures to be borne makes checkpoints expire sooner. */
  @Test
  void aShorterTimeoutOfTheClusterHoldsAndLeavesTimeForMore() {
    Configuration cluster =
        new Configuration(TOLERANT)
            .set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(2));
    CheckpointConfig checkpoints = checkpoints(ONCE, cluster);
    assertThat(checkpoints.getCheckpointTimeout()).isEqualTo(120_000);
    assertThat(checkpoints.getTolerableCheckpointFailureNumber()).isEqualTo(4);
    cluster.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 0);
    assertThat(checkpoints(ONCE, cluster).getTolerableCheckpointFailureNumber()).isZero();
  }

  /** From the checkpoint in which a transaction begins to the failure of the job, in the worst. */
  @ParameterizedTest
  @CsvSource({
    "15 min, 10 s, 2 s, 10 min, 10",
    "15 min, 10 s, 2 s, 30 s, 10",
    "15 min, 7 min, 2 s, 10 min, 10",
    "15 min, 10 s, 6 min, 10 min, 10",
    "60 min, 1 min, 2 s, 10 min, 3",
    "1 min, 10 s, 2 s, 10 min, 10",
    "1 s, 100 ms, 50 ms, 10 min, 10",
  })
  void theJobFailsBeforeItsTransactionsDo(
      String transaction, String interval, String pause, String timeout, int tolerable) {
    CheckpointPatience patience =
        CheckpointPatience.of(
            duration(transaction),
            duration(interval),
            duration(pause),
            new CheckpointPatience(duration(timeout), tolerable));

    assertThat(patience.tolerable()).isBetween(0, tolerable);
    assertThat(patience.timeout()).isLessThanOrEqualTo(duration(timeout));
    long each = patience.timeout().plus(duration(pause)).toMillis();
    long triggers = (patience.tolerable() + 1) * Math.max(each, duration(interval).toMillis());
    long savepoint = patience.timeout().toMillis();
    assertThat(triggers + patience.timeout().toMillis() + savepoint)
        .isLessThanOrEqualTo(duration(transaction).toMillis());
  }

  @Test
  void aPauseThatTransactionsDoNotOutliveIsRefused() {
    Configuration cluster =
        new Configuration()
            .set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, Duration.ofMinutes(10));
    assertThatThrownBy(() -> FlinkSettings.of(job(ONCE), cluster))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining(
            "execution.checkpointing.min-pause is '10 min': so long that brokers would end"
                + " transactions of 15 min before a checkpoint does; allowed: 6 min or less");
    FlinkSettings.of(job(Map.of()), cluster);
  }

  private static CheckpointConfig checkpoints(Map<String, String> settings, Configuration cluster) {
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration(cluster));
    flink.configure(FlinkSettings.of(job(settings), flink.getConfiguration()));
    return flink.getCheckpointConfig();
  }

  private static JobOptions job(Map<String, String> settings) {
    return JobConfiguration.parse(JOB, settings, Map.of());
  }

  private static Duration duration(String written) {
    return TimeUtils.parseDuration(written);
  }
}
