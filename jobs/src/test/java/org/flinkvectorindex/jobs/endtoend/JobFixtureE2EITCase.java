package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A savepoint of a whole job is kept, and restores for ever, with all stages and the positions in
 * its topics: two collections, a delete that is remembered, a vector that is to leave, a window
 * that is not over. A version's own is made once, with
 *
 * <pre>
 *   mvn -B -q -pl jobs -am verify -Dit.test=JobFixtureE2EITCase -Dtest=none \
 *       -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
 *       -Dsavepoints=write
 * </pre>
 *
 * and never again: another version gets another folder.
 */
@ExtendWith(SharedKafka.class)
class JobFixtureE2EITCase {
  private static final Path FIXTURE =
      Path.of(System.getProperty("project.root"), "jobs/src/test/resources/savepoints/0.1-job");

  private static final int WORDS = 60;
  private static final int PICTURES = 43;

  /** Deleted, at {@link #DELETED}, by a record in the partition of its own: so it was there. */
  private static final String GONE = "words-7";

  /** Leaves when its shard has come to {@link #LATER}. */
  private static final String LEAVES = "words-8";

  private static final long HOUR = 3_600_000;
  private static final long BEGIN = 480_000 * HOUR;
  private static final long DELETED = BEGIN + 100_000;
  private static final long LATER = BEGIN + 1_800_000;

  private static final String JOB =
      """
      name: fixture
      collections:
        - name: words
          dimension: 8
          shards: 4
          index: {type: hnsw, m: 8}
          quantizer: {type: sq8}
          windows: [{name: hourly, type: tumbling, size: 1 h}]
        - name: pictures
          dimension: 8
          metric: l2
          shards: 2
          index: {type: ivf, exact-until: 8, nlist: 4}
          quantizer: {type: pq}
      vectors:
        - {type: kafka, bootstrap-servers: "KAFKA", topics: [vectors-fixture], group-id: fixture, start: earliest}
      queries:
        - {type: kafka, bootstrap-servers: "KAFKA", topics: [queries-fixture], group-id: fixture, start: earliest}
      results: {type: kafka, bootstrap-servers: "KAFKA", topic: results-fixture}
      dead-letters: {type: kafka, bootstrap-servers: "KAFKA", topic: dead-fixture}
      changes: {type: kafka, bootstrap-servers: "KAFKA", topic: changes-fixture}
      statistics: {type: kafka, bootstrap-servers: "KAFKA", topic: statistics-fixture}
      search: {timeout: 30 s}
      checkpoints: {interval: 500 ms}
      """;

  @Test
  void restoresAtAnotherParallelismAndGoesOn(LocalKafka kafka, @TempDir Path folder)
      throws Exception {
    Path savepoint = Files.createDirectory(folder.resolve("savepoint"));
    Files.copy(FIXTURE.resolve("_metadata"), savepoint.resolve("_metadata"));
    try (TestCluster cluster = TestCluster.start(folder);
        LoggedShards shards = new LoggedShards();
        Outside outside = outside(kafka);
        TestCluster.Job job = submit(kafka, 3, Optional.of(savepoint.toString()), cluster)) {
      Await.until("every task runs", job::running);
      assertThat(text(shards)).isEqualTo(Files.readString(FIXTURE.resolve("hashes")));
      assertThat(answers(outside)).isEqualTo(Files.readString(FIXTURE.resolve("answers")));
      assertThat(outside.versions("words", ids("words", WORDS)))
          .hasSize(WORDS - 1)
          .doesNotContainKey(GONE);

      // The tombstone is there: what was put before the delete comes too late.
      send(outside, 7, put(GONE, DELETED - 1));
      Await.until("an older change is refused", () -> job.metric(".refused-stale") == 1);

      // So is the expiry, and what the window had: nothing of before is read again.
      for (int i = 20; i < WORDS; i++) {
        send(outside, i, put("words-" + i, LATER));
      }
      Await.until(
          "one has left",
          () -> !outside.versions("words", ids("words", WORDS)).containsKey(LEAVES));
      assertThat(outside.versions("words", ids("words", WORDS))).hasSize(WORDS - 2);
      for (int partition = 0; partition < Outside.PARTITIONS; partition++) {
        send(outside, partition, put("later-" + partition, BEGIN + 2 * HOUR));
      }
      JsonNode hour = window(outside, kafka);
      assertThat(hour.path("inserts").asInt()).isEqualTo(WORDS);
      assertThat(hour.path("updates").asInt()).isEqualTo(WORDS - 20);
      assertThat(hour.path("deletes").asInt()).isEqualTo(2);
    }
  }

  /** What all before the savepoint came by, so that positions in it are there. */
  private static Outside outside(LocalKafka kafka) {
    Outside outside = new Outside(kafka, "fixture");
    kafka.createTopic("statistics-fixture", 1);
    List<String> changes = changes();
    for (int i = 0; i < changes.size(); i++) {
      send(outside, i, changes.get(i));
    }
    return outside;
  }

  @Test
  void isWrittenWhereAskedFor(LocalKafka kafka, @TempDir Path folder) throws Exception {
    assumeTrue("write".equals(System.getProperty("savepoints")), "writes only where asked to");
    Configuration inOneFile = new Configuration();
    inOneFile.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
    Files.createDirectories(FIXTURE);
    try (TestCluster cluster = TestCluster.start(folder, inOneFile);
        LoggedShards shards = new LoggedShards();
        Outside outside = outside(kafka)) {
      TestCluster.Job job = submit(kafka, 2, Optional.empty(), cluster);
      Await.until(
          "all is applied",
          () -> job.metric(".live") == WORDS + PICTURES - 1 && job.metric(".tombstones") == 1);
      String savepoint = job.stop();
      Files.copy(
          Path.of(java.net.URI.create(savepoint)).resolve("_metadata"),
          FIXTURE.resolve("_metadata"));
      try (TestCluster.Job restored = submit(kafka, 2, Optional.of(savepoint), cluster)) {
        Await.until("every task runs", restored::running);
        Files.writeString(FIXTURE.resolve("hashes"), text(shards));
        Files.writeString(FIXTURE.resolve("answers"), answers(outside));
      }
    }
  }

  private static List<String> changes() {
    List<String> changes = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      String put = put("words-" + i, BEGIN + i);
      changes.add(
          ("words-" + i).equals(LEAVES)
              ? put.replaceFirst("\\{", "{\"ttl_ms\":%d,".formatted(LATER - BEGIN - 1000))
              : put);
    }
    for (int i = 0; i < PICTURES; i++) {
      changes.add(put("pictures-" + i, BEGIN + i));
    }
    changes.add(
        "{\"op\":\"delete\",\"collection\":\"words\",\"id\":\"%s\",\"ts\":%d}"
            .formatted(GONE, DELETED));
    return changes;
  }

  private static String put(String id, long ts) {
    return "{\"op\":\"upsert\",\"collection\":\"%s\",\"id\":\"%s\",\"ts\":%d,\"vector\":%s,\"attributes\":{\"version\":%d}}"
        .formatted(
            id.startsWith("pictures") ? "pictures" : "words", id, ts, vector(id.hashCode()), ts);
  }

  private static String vector(long seed) {
    Random random = new Random(seed);
    float[] vector = new float[8];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = 1 + (float) random.nextGaussian();
    }
    return Json.array(vector);
  }

  private static void send(Outside outside, int number, String change) {
    outside.send(outside.vectors(), number % Outside.PARTITIONS, change.getBytes(UTF_8));
    outside.flush();
  }

  private static List<String> ids(String collection, int count) {
    return IntStream.range(0, count).mapToObj(i -> collection + "-" + i).toList();
  }

  /** The nearest of both collections, a line a hit. */
  private static String answers(Outside outside) {
    StringBuilder text = new StringBuilder();
    for (String collection : List.of("words", "pictures")) {
      for (JsonNode answer :
          outside.ask(collection, List.of("\"k\":10,\"vector\":" + vector(20261123)))) {
        for (JsonNode hit : answer.path("hits")) {
          text.append("%s %s%n".formatted(hit.path("id").asText(), hit.path("distance").asText()));
        }
      }
    }
    return text.toString();
  }

  private static String text(LoggedShards shards) {
    return shards.restoredByName().entrySet().stream()
        .map(
            each ->
                "%s: %d vectors, %s%n"
                    .formatted(each.getKey(), each.getValue().vectors(), each.getValue().hashes()))
        .collect(Collectors.joining());
  }

  private static JsonNode window(Outside outside, LocalKafka kafka) {
    try (TopicReader statistics = outside.reader("statistics-fixture")) {
      List<JsonNode> found = new ArrayList<>();
      Await.until(
          "the first hour is over",
          () -> {
            for (var record : statistics.poll()) {
              JsonNode each = Json.read(record.value());
              if (each.path("start").asLong() == BEGIN) {
                found.add(each);
              }
            }
            return !found.isEmpty();
          });
      return found.get(0);
    }
  }

  private static TestCluster.Job submit(
      LocalKafka kafka, int parallelism, Optional<String> savepoint, TestCluster cluster)
      throws Exception {
    StreamExecutionEnvironment flink = cluster.environment(parallelism);
    VectorIndexJob.wire(
        JobConfiguration.parse(JOB.replace("KAFKA", kafka.bootstrapServers()), Map.of(), Map.of()),
        flink);
    return cluster.submit(flink, savepoint);
  }
}
