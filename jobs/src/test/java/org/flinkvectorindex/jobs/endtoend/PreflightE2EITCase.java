package org.flinkvectorindex.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.preflight.Preflight;
import org.flinkvectorindex.jobs.preflight.UnreachableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is away at start is told clearly, once, and waited for. */
@ExtendWith(SharedKafka.class)
class PreflightE2EITCase {
  private static final String NOBODY = "127.0.0.1:1";

  @Test
  void nobodyIsThere(LocalKafka kafka) {
    try (Outside outside = new Outside(kafka)) {
      Map<String, String> away = new HashMap<>();
      for (String key : List.of("vectors.0", "queries.0", "results", "dead-letters", "changes")) {
        away.put(key + ".bootstrap-servers", NOBODY);
      }
      away.put("redis.uri", "redis://" + NOBODY);
      away.put("redis.password", "s3cret-password");
      assertThat(problems(options(outside, away)))
          .satisfiesExactly(
              kafkaAway ->
                  assertThat(kafkaAway)
                      .isEqualTo(
                          "vectors.0, queries.0, results, dead-letters, changes:"
                              + " no Kafka broker answers at 127.0.0.1:1"),
              redisAway ->
                  assertThat(redisAway)
                      .startsWith("redis: no Redis answers at redis://127.0.0.1:1"));
    }
  }

  @Test
  void neighboursRefuse(LocalKafka kafka) throws Exception {
    try (LocalRedis redis = LocalRedis.open("right");
        Outside outside = new Outside(kafka)) {
      JobOptions options =
          options(
              outside,
              Map.of(
                  "vectors.0.topics", "nowhere",
                  "results.properties.security.protocol", "s3cret-protocol",
                  "redis.uri", redis.uri(),
                  "redis.username", "somebody",
                  "redis.password", "s3cret-password"));
      assertThat(problems(options))
          .satisfiesExactly(
              topic ->
                  assertThat(topic)
                      .startsWith("vectors.0, queries.0, dead-letters, changes: Kafka at ")
                      .endsWith(" has no topics [nowhere]"),
              protocol -> assertThat(protocol).startsWith("results: no Kafka client for "),
              password ->
                  assertThat(password)
                      .startsWith("redis: Redis at " + redis.uri() + " refuses: WRONGPASS"));
    }
  }

  /** A task that can't write to it would fail on the first record, and again after each restart. */
  @Test
  void whatNobodyCreatesMustBeThere(LocalKafka kafka) {
    try (Outside outside = new Outside(kafka)) {
      assertThat(problems(options(outside, Map.of("dead-letters.topic", "mistyped"))))
          .containsExactly(
              "vectors.0, queries.0, results, dead-letters, changes: Kafka at %s has no topics"
                      .formatted(kafka.bootstrapServers())
                  + " [mistyped] and creates none (auto.create.topics.enable)");
    }
  }

  /** All control records have one key, of which compaction keeps the last. */
  @Test
  void aTopicOfControlThatForgetsRecordsIsRefused(LocalKafka kafka) throws Exception {
    try (LocalRedis redis = LocalRedis.open();
        Outside outside = new Outside(kafka)) {
      for (String policy : List.of("compact", "compact,delete")) {
        String topic = "control-" + UUID.randomUUID();
        kafka.createTopic(topic, 1, Map.of("cleanup.policy", policy));
        assertThat(problems(options(outside, control(kafka, redis, topic))))
            .hasSize(1)
            .first()
            .asString()
            .startsWith(
                "control.topic: topic %s of Kafka at %s has cleanup.policy %s, allowed: delete"
                    .formatted(topic, kafka.bootstrapServers(), policy));
      }
    }
  }

  /** It is not yet as it should be, and is warned of; the job can go on with what is there. */
  @Test
  void aTopicOfControlThatIsKeptForSomeTimeIsTaken(LocalKafka kafka) throws Exception {
    try (LocalRedis redis = LocalRedis.open();
        Outside outside = new Outside(kafka)) {
      String topic = "control-" + UUID.randomUUID();
      kafka.createTopic(topic, 2, Map.of("retention.ms", "604800000"));
      JobOptions options = options(outside, control(kafka, redis, topic));
      assertThatCode(() -> Preflight.check(options)).doesNotThrowAnyException();
    }
  }

  private static Map<String, String> control(LocalKafka kafka, LocalRedis redis, String topic) {
    return Map.of(
        "redis.uri",
        redis.uri(),
        "control.type",
        "kafka",
        "control.bootstrap-servers",
        kafka.bootstrapServers(),
        "control.topic",
        topic,
        "control.group-id",
        "words");
  }

  @Test
  void whoIsLateIsWaitedFor(LocalKafka kafka) throws Exception {
    try (LocalRedis redis = LocalRedis.open();
        Outside outside = new Outside(kafka)) {
      redis.stop();
      JobOptions options =
          options(outside, Map.of("redis.uri", redis.uri(), "preflight.patience", "1 min"));
      CompletableFuture<Void> asking =
          CompletableFuture.runAsync(
              () -> {
                try {
                  Preflight.check(options);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(asking).isNotDone();
      redis.start();
      Await.until("all are there", asking::isDone);
      assertThat(asking).isCompleted();
    }
  }

  /** What is told, a line each, and no secret among it. */
  private static List<String> problems(JobOptions options) {
    UnreachableException told =
        catchThrowableOfType(UnreachableException.class, () -> Preflight.check(options));
    assertThat(told).hasMessageStartingWith("Not submitted, after ").hasNoCause();
    assertThat(told.getMessage()).doesNotContain("s3cret");
    return told.getMessage().lines().skip(1).map(String::strip).toList();
  }

  private static JobOptions options(Outside outside, Map<String, String> overrides) {
    Map<String, String> all = new HashMap<>(Map.of("preflight.patience", "100 ms"));
    all.putAll(overrides);
    return JobConfiguration.parse(outside.yaml(4), all, Map.of());
  }
}
