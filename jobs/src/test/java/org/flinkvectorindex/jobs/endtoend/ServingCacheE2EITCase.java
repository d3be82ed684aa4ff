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
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What applications find in Redis is what the index holds, whatever Redis went through. */
@ExtendWith(SharedKafka.class)
class ServingCacheE2EITCase {
  private static final int DIMENSION = 16;
  private static final Duration AWAY = Duration.ofSeconds(20);

  @Test
  void redisAwayInMidStreamEndsWithTheLastVersions(LocalKafka kafka, @TempDir Path folder)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("ServingCacheE2EITCase: seed " + seed);
    // More than the sink holds back, so that the stream has to wait for Redis.
    Workload workload = Workload.random(seed, 20_000, 4_000, DIMENSION);
    List<Workload.Change> changes = workload.changes();
    try (TestCluster cluster = TestCluster.start(folder);
        LocalRedis redis = LocalRedis.open();
        Outside outside = new Outside(kafka)) {
      try (TestCluster.Job job = submit(outside, redis, cluster, Map.of(), Optional.empty())) {
        outside.sendAll(changes.subList(0, 5_000), new Random(seed));
        try (Cached cached = new Cached(redis.uri())) {
          Await.until("Redis is written", () -> cached.vectors("fvi").size() > 500);
        }

        redis.stop();
        long stopped = System.nanoTime();
        outside.sendAll(changes.subList(5_000, 20_000), new Random(seed + 1));
        Await.until(
            "Redis was away for " + AWAY, () -> System.nanoTime() - stopped > AWAY.toNanos());
        assertThat(job.running()).isTrue();
        redis.start();

        try (Cached cached = new Cached(redis.uri())) {
          awaitEqual(cached, "fvi", workload);
          assertThat(cached.tombstones("fvi")).isEqualTo(workload.deleted());
        }
        Contents.awaitEqual(outside, workload);
        assertThat(job.restarts()).isZero();
      }
    }
  }

  @Test
  void anotherGenerationPublishesEverythingAgain(LocalKafka kafka, @TempDir Path folder)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("ServingCacheE2EITCase: seed " + seed);
    Workload workload = Workload.random(seed, 4_000, 1_500, DIMENSION);
    List<Workload.Change> changes = workload.changes();
    try (TestCluster cluster = TestCluster.start(folder);
        LocalRedis redis = LocalRedis.open();
        Cached cached = new Cached(redis.uri());
        Outside outside = new Outside(kafka)) {
      TestCluster.Job before = submit(outside, redis, cluster, Map.of(), Optional.empty());
      outside.sendAll(changes.subList(0, 3_900), new Random(seed));
      Await.until("Redis is written", () -> cached.vectors("fvi").size() > 1_000);
      String savepoint = before.stop();

      cached.flush();
      outside.sendAll(changes.subList(3_900, 4_000), new Random(seed + 1));
      Map<String, String> another = Map.of("redis.generation", "g2");
      try (TestCluster.Job after =
          submit(outside, redis, cluster, another, Optional.of(savepoint))) {
        awaitEqual(cached, "fvi:g2", workload);
        assertThat(cached.keys("fvi:[vtq]:*")).isEmpty();
        assertThat(after.restarts()).isZero();
      }
    }
  }

  @Test
  void theLastAnswerToAQuestionIsThere(LocalKafka kafka, @TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println("ServingCacheE2EITCase: seed " + seed);
    Workload workload = Workload.random(seed, 400, 300, DIMENSION);
    try (TestCluster cluster = TestCluster.start(folder);
        LocalRedis redis = LocalRedis.open("s3cret-of-redis");
        Cached cached = new Cached(redis.uri().replace("//", "//:s3cret-of-redis@"));
        Outside outside = new Outside(kafka)) {
      Map<String, String> resultsOnly =
          Map.of("redis.password", "s3cret-of-redis", "redis.publish", "results");
      try (TestCluster.Job job = submit(outside, redis, cluster, resultsOnly, Optional.empty())) {
        outside.sendAll(workload.changes(), new Random(seed));
        Contents.awaitEqual(outside, workload);
        String question =
            "\"k\":5,\"vector\":" + Json.array(Workload.questions(seed, 1, DIMENSION).get(0));
        outside.ask(List.of(question));
        JsonNode last = outside.ask(List.of(question)).get(0);

        Await.until("the last answer is there", () -> cached.results("fvi").contains(last));
        assertThat(cached.results("fvi").stream().filter(each -> each.path("k").asInt() == 5))
            .containsExactly(last);
        assertThat(cached.keys("fvi:[vt]:*")).isEmpty();

        String id = workload.live().keySet().iterator().next();
        String lookUp = "\"k\":7,\"ids\":[\"%s\"]".formatted(id);
        JsonNode found = outside.ask(List.of(lookUp)).get(0);
        assertThat(found.path("hits").size()).isEqualTo(1);
        Await.until("what was found is there", () -> cached.results("fvi").contains(found));
        outside.sendAll(List.of(new Workload.Change(id, 1_000, Optional.empty())), new Random());
        Await.until("it is deleted", () -> outside.ask(List.of(lookUp)).get(0).hasNonNull("error"));
        Await.until(
            "nothing is found in Redis either",
            () ->
                cached.results("fvi").stream()
                    .filter(each -> each.path("k").asInt() == 7)
                    .allMatch(each -> each.path("hits").isEmpty() && !each.has("error")));
        assertThat(job.restarts()).isZero();
      }
    }
  }

  private static TestCluster.Job submit(
      Outside outside,
      LocalRedis redis,
      TestCluster cluster,
      Map<String, String> overrides,
      Optional<String> savepoint)
      throws Exception {
    Map<String, String> all = new HashMap<>(overrides);
    all.put("redis.uri", redis.uri());
    StreamExecutionEnvironment flink = cluster.environment(2);
    VectorIndexJob.wire(JobConfiguration.parse(outside.yaml(DIMENSION), all, Map.of()), flink);
    return cluster.submit(flink, savepoint);
  }

  /** Every live id with its last version, attributes and vector, no other id. */
  private static void awaitEqual(Cached cached, String head, Workload workload) {
    Map<String, Cached.Vector> expected = new TreeMap<>();
    workload.live().forEach((id, live) -> expected.put(id, Cached.Vector.of(live)));
    Await.until("Redis holds the last versions", () -> cached.vectors(head).equals(expected));
    assertThat(cached.vectors(head)).isEqualTo(expected);
  }
}
