package org.flinkvectorindex.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that goes away while the job runs, and comes back: the job waits and loses nothing. */
class KafkaAwayE2EITCase {
  private static final int DIMENSION = 16;
  private static final int CHANGES = 8_000;
  private static final Duration AWAY = Duration.ofSeconds(5);

  @Test
  void kafkaAwayInMidStreamLosesNothing(@TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println("KafkaAwayE2EITCase: seed " + seed);
    Workload workload = Workload.random(seed, CHANGES, 2_000, DIMENSION);
    List<Workload.Change> changes = workload.changes();
    try (LocalKafka kafka = LocalKafka.open();
        TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka);
        TopicReader applied = outside.reader(outside.changes())) {
      StreamExecutionEnvironment flink = cluster.environment(2);
      VectorIndexJob.wire(
          JobConfiguration.parse(outside.yaml(DIMENSION), Map.of(), Map.of()), flink);
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty())) {
        outside.sendAll(changes.subList(0, CHANGES / 2), new Random(seed));
        Map<String, Long> last = new HashMap<>();
        applied.atLeast(100).forEach(record -> note(Json.read(record.value()), last));

        kafka.kill();
        long killed = System.nanoTime();
        Await.until(
            "Kafka was away for " + AWAY, () -> System.nanoTime() - killed > AWAY.toNanos());
        assertThat(job.running()).isTrue();
        kafka.start();

        outside.sendAll(changes.subList(CHANGES / 2, CHANGES), new Random(seed + 1));
        Contents.awaitEqual(outside, workload);
        Await.until(
            "the last change of each id is in the topic of changes",
            () -> {
              applied.poll().forEach(record -> note(Json.read(record.value()), last));
              return last.equals(expected(workload));
            });
        assertThat(job.running()).isTrue();
        assertThat(job.restarts()).isZero();
      }
    }
  }

  /** The version of each id's last change, of deletes the negative. */
  private static Map<String, Long> expected(Workload workload) {
    Map<String, Workload.Change> last = new HashMap<>();
    for (Workload.Change change : workload.changes()) {
      last.merge(change.id(), change, (a, b) -> a.version() > b.version() ? a : b);
    }
    Map<String, Long> versions = new HashMap<>();
    last.forEach(
        (id, change) ->
            versions.put(id, change.vector().isPresent() ? change.version() : -change.version()));
    return versions;
  }

  private static void note(JsonNode change, Map<String, Long> last) {
    long version = change.path("order").path(0).asLong();
    last.merge(
        change.path("id").asText(),
        change.path("op").asText().equals("delete") ? -version : version,
        (a, b) -> Math.abs(a) > Math.abs(b) ? a : b);
  }
}
