package org.flinkvectorindex.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** State and offsets agree after a failure and after a savepoint, at every parallelism. */
@ExtendWith(SharedKafka.class)
class RecoveryE2EITCase {
  private static final int DIMENSION = 16;
  private static final int SHARDS = 4;
  private Map<String, String> settings = Map.of();

  private static final String INDEX = "collections.0.index.";
  private static final String QUANTIZER = "collections.0.quantizer.type";

  static Stream<Map<String, String>> indexes() {
    return Stream.of(
        Map.of(),
        // So early that the shards have lists.
        Map.of(INDEX + "type", "ivf", INDEX + "exact-until", "100"),
        Map.of(INDEX + "type", "ivf", INDEX + "exact-until", "100", QUANTIZER, "sq8"),
        Map.of(INDEX + "type", "ivf", INDEX + "exact-until", "100", QUANTIZER, "rabitq"),
        Map.of(INDEX + "type", "ivf", INDEX + "exact-until", "100", QUANTIZER, "pq"),
        // The failure comes about when flat shards become graphs, and lists.
        Map.of(INDEX + "type", "auto", INDEX + "exact-until", "300"),
        Map.of(INDEX + "type", "auto", INDEX + "exact-until", "300", QUANTIZER, "rabitq"));
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void aFailureBetweenTwoCheckpointsLeavesNoTrace(
      Map<String, String> index, LocalKafka kafka, @TempDir Path folder) throws Exception {
    settings = index;
    long seed = System.nanoTime();
    System.out.println("RecoveryE2EITCase: seed " + seed);
    Workload workload = Workload.random(seed, 6_000, 2_000, DIMENSION);
    List<Workload.Change> changes = workload.changes();
    try (TestCluster cluster = TestCluster.start(folder);
        LoggedShards shards = new LoggedShards();
        Outside outside = new Outside(kafka);
        Outside undisturbed = new Outside(kafka)) {
      StreamExecutionEnvironment flink = cluster.restartingEnvironment(2);
      FailOnce.wire(options(outside), flink);
      TestCluster.Job job = cluster.submit(flink, Optional.empty());
      outside.sendAll(changes.subList(0, 3_000), new Random(seed));
      Await.until("something is durable", () -> job.running() && job.checkpoints() >= 2);

      FailOnce.arm(1_000);
      outside.sendAll(changes.subList(3_000, 6_000), new Random(seed + 1));
      Await.until(
          "the job has failed and is back",
          () -> FailOnce.failed() && job.restarts() >= 1 && job.restored() >= 1 && job.running());
      assertThat(job.restarts()).isEqualTo(1);
      assertThat(shards.restored())
          .hasSize(SHARDS)
          .isEqualTo(shards.inCheckpoint(job.restoredCheckpoint()));
      Contents.awaitEqual(outside, workload);
      Contents.awaitTakenOver(job, workload);

      String savepoint = job.stop();
      Map<Integer, LoggedShards.Logged> after =
          restoredFrom(savepoint, outside, 2, cluster, shards);

      // The same records, read by a job that nothing happens to.
      undisturbed.readsVectorsFrom(outside.vectors());
      TestCluster.Job calm = submit(undisturbed, 2, Optional.empty(), cluster);
      Contents.awaitEqual(undisturbed, workload);
      Map<Integer, LoggedShards.Logged> expected =
          restoredFrom(calm.stop(), undisturbed, 2, cluster, shards);
      assertThat(contents(after)).isEqualTo(contents(expected));
    }
  }

  @Test
  void aSavepointIsRestoredAtAnyParallelism(LocalKafka kafka, @TempDir Path folder)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("RecoveryE2EITCase: seed " + seed);
    Workload workload = Workload.random(seed, 4_000, 1_500, DIMENSION);
    List<Workload.Change> changes = workload.changes();
    try (TestCluster cluster = TestCluster.start(folder);
        LoggedShards shards = new LoggedShards();
        Outside outside = new Outside(kafka)) {
      TestCluster.Job one = submit(outside, 1, Optional.empty(), cluster);
      outside.sendAll(changes.subList(0, 2_000), new Random(seed));
      Await.until("something is durable", () -> one.running() && one.checkpoints() >= 1);
      String first = one.stop();

      TestCluster.Job two = submit(outside, 2, Optional.of(first), cluster);
      outside.sendAll(changes.subList(2_000, 4_000), new Random(seed + 1));
      Contents.awaitEqual(outside, workload);
      String second = two.stop();

      Map<Integer, LoggedShards.Logged> atTwo = restoredFrom(second, outside, 2, cluster, shards);
      assertThat(restoredFrom(second, outside, 1, cluster, shards)).isEqualTo(atTwo);
      assertThat(restoredFrom(second, outside, 4, cluster, shards)).isEqualTo(atTwo);
      assertThat(atTwo.values().stream().mapToInt(LoggedShards.Logged::vectors).sum())
          .isEqualTo(workload.live().size());
    }
  }

  private JobOptions options(Outside outside) {
    return JobConfiguration.parse(outside.yaml(DIMENSION), settings, Map.of());
  }

  private TestCluster.Job submit(
      Outside outside, int parallelism, Optional<String> savepoint, TestCluster cluster)
      throws Exception {
    StreamExecutionEnvironment flink = cluster.environment(parallelism);
    VectorIndexJob.wire(options(outside), flink);
    return cluster.submit(flink, savepoint);
  }

  /** The shards as this savepoint brings them back. */
  private Map<Integer, LoggedShards.Logged> restoredFrom(
      String savepoint, Outside outside, int parallelism, TestCluster cluster, LoggedShards shards)
      throws Exception {
    shards.clear();
    try (TestCluster.Job job = submit(outside, parallelism, Optional.of(savepoint), cluster)) {
      Await.until("the job runs from the savepoint", job::running);
      assertThat(shards.restored()).hasSize(SHARDS);
      return shards.restored();
    }
  }

  private static Map<Integer, String> contents(Map<Integer, LoggedShards.Logged> logged) {
    return logged.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().content()));
  }
}
