package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another generation of a collection is filled beside the one that serves, over a failure; the
 * alias moves to it, back, and to it again; the old one is dropped and leaves nothing.
 */
@ExtendWith(SharedKafka.class)
class ReembeddingE2EITCase {
  private static final int OLD_DIMENSION = 16;
  private static final int NEW_DIMENSION = 24;
  private static final String ALIAS = Workload.COLLECTION;
  private static final String TO_OLD = alias("words-1");
  private static final String TO_NEW = alias("words-2");
  private static final String CREATE =
      "{\"op\":\"create\",\"collection\":\"words-2\",\"spec\":{\"dimension\":%d,\"order\":\"version\","
              .formatted(NEW_DIMENSION)
          + "\"shards\":3,\"quantizer\":{\"type\":\"sq8\"},\"index\":{\"ef\":100}}}";
  private static final String DROP = "{\"op\":\"drop\",\"collection\":\"words-1\"}";

  /** Stages that follow the directory, all subtasks, and the one that decides. */
  private static final int FOLLOWERS = 5;

  private int changes;

  @Test
  void oneGenerationAfterTheOther(LocalKafka kafka, @TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println("ReembeddingE2EITCase: seed " + seed);
    Random random = new Random(seed);
    Workload before = Workload.random(seed, 3_000, 1_000, OLD_DIMENSION);
    Workload after = Workload.random(seed + 1, 3_000, 1_000, NEW_DIMENSION);
    try (TestCluster cluster = TestCluster.start(folder);
        LocalRedis redis = LocalRedis.open();
        Cached cached = new Cached(redis.uri());
        Outside outside = new Outside(kafka)) {
      String control = outside.vectors().replace("vectors", "control");
      kafka.createTopic(control, 1);
      JobOptions options = options(outside, kafka, redis, control);
      StreamExecutionEnvironment flink = cluster.restartingEnvironment(2);
      FailOnce.wire(options, flink);
      TestCluster.Job job = cluster.submit(flink, Optional.empty());

      // The configured collection, asked by an alias.
      tell(outside, control, job, TO_OLD);
      send(outside, "words-1", before.changes(), random);
      Contents.awaitEqual(outside, ALIAS, before);

      // What contradicts is refused; the job goes on.
      String other = CREATE.replace("words-2", "words-1");
      Map<String, String> refused = new TreeMap<>();
      refused.put(
          other, "spec.dimension is 24: words-1 is there with 16; allowed: 16, or another name");
      refused.put(
          "{\"op\":\"alias\",\"alias\":\"words-1\",\"collection\":\"words-1\"}",
          "alias is words-1: it is a collection; allowed: a name that no collection has");
      refused.put(
          DROP,
          "collection is words-1: queries go to it by the alias words; allowed: a collection that"
              + " no alias stands for");
      refused.put(TO_NEW, "collection is words-2: there is no such collection; allowed: words-1");
      refused.put(
          CREATE.replace(":24", ":0"), "spec.dimension is '0': out of range; allowed: 1 to 8192");
      try (TopicReader letters = outside.reader(outside.deadLetters())) {
        refused.keySet().forEach(record -> outside.send(control, 0, record.getBytes(UTF_8)));
        outside.flush();
        Map<String, String> dead = new TreeMap<>();
        letters
            .atLeast(refused.size())
            .forEach(
                record -> {
                  JsonNode letter = Json.read(record.value());
                  assertThat(letter.path("reason").asText()).isEqualTo("BAD_CONTROL");
                  dead.put(raw(letter), letter.path("detail").asText());
                });
        assertThat(dead).isEqualTo(refused);
      }

      // The new one is filled beside it, over a failure.
      tell(outside, control, job, CREATE, CREATE);
      send(outside, "words-2", after.changes().subList(0, 1_500), random);
      int durable = job.checkpoints();
      Await.until("it is durable", () -> job.checkpoints() >= durable + 2);
      FailOnce.arm(500);
      send(outside, "words-2", after.changes().subList(1_500, 3_000), random);
      Await.until(
          "the job has failed and is back",
          () -> FailOnce.failed() && job.restored() >= 1 && job.running());
      Contents.awaitEqual(outside, "words-2", after);
      Contents.awaitEqual(outside, ALIAS, before);
      assertAnswers(outside, "words-1", before, OLD_DIMENSION);
      Await.until(
          "Redis has both",
          () ->
              cached.keys("fvi:v:words-1:*").size() == before.live().size()
                  && cached.keys("fvi:v:words-2:*").size() == after.live().size());

      // There, back, and there again.
      tell(outside, control, job, TO_NEW);
      assertAnswers(outside, "words-2", after, NEW_DIMENSION);
      Contents.awaitEqual(outside, ALIAS, after);
      tell(outside, control, job, TO_OLD);
      assertAnswers(outside, "words-1", before, OLD_DIMENSION);
      Contents.awaitEqual(outside, ALIAS, before);
      tell(outside, control, job, TO_NEW);
      assertAnswers(outside, "words-2", after, NEW_DIMENSION);

      // The old one leaves nothing, and what is late for it is not lost.
      tell(outside, control, job, DROP);
      Await.until("nothing of it is in Redis", () -> cached.keys("fvi:v:words-1:*").isEmpty());
      Await.until(
          "its state is gone",
          () -> job.metric("dropping") == 0 && job.metric("words-1.live") == 0);
      assertDead(outside, before.changes().get(0));
      assertThat(cached.keys("fvi:v:words-2:*")).hasSize(after.live().size());
      assertThat(job.restarts()).isEqualTo(1);

      // All of it is in state, whatever the configuration still says.
      String savepoint = job.stop();
      StreamExecutionEnvironment calm = cluster.environment(1);
      FailOnce.wire(options, calm);
      try (TestCluster.Job again = cluster.submit(calm, Optional.of(savepoint))) {
        Contents.awaitEqual(outside, ALIAS, after);
        assertAnswers(outside, "words-2", after, NEW_DIMENSION);
        assertDead(outside, before.changes().get(1));
        assertThat(again.metric("dropping")).isZero();
      }
    }
  }

  private static JobOptions options(
      Outside outside, LocalKafka kafka, LocalRedis redis, String control) {
    Map<String, String> settings = new HashMap<>();
    settings.put("collections.0.name", "words-1");
    settings.put("redis.uri", redis.uri());
    settings.put("control.type", "kafka");
    settings.put("control.bootstrap-servers", kafka.bootstrapServers());
    settings.put("control.topic", control);
    settings.put("control.group-id", control);
    return JobConfiguration.parse(outside.yaml(OLD_DIMENSION), settings, Map.of());
  }

  private static String alias(String collection) {
    return "{\"op\":\"alias\",\"alias\":\"%s\",\"collection\":\"%s\"}".formatted(ALIAS, collection);
  }

  /** Of equal records the first changes something. All stages have followed afterwards. */
  private void tell(Outside outside, String control, TestCluster.Job job, String... equal) {
    changes++;
    for (String record : equal) {
      outside.send(control, 0, record.getBytes(UTF_8));
    }
    outside.flush();
    Await.until(
        equal[0] + " is followed", () -> job.metric("directory-changes") == FOLLOWERS * changes);
  }

  private static void send(
      Outside outside, String collection, List<Workload.Change> all, Random random) {
    for (Workload.Change change : all) {
      outside.send(outside.vectors(), random.nextInt(Outside.PARTITIONS), of(collection, change));
    }
    outside.flush();
  }

  private static byte[] of(String collection, Workload.Change change) {
    return change
        .json()
        .replace(
            "\"collection\":\"" + Workload.COLLECTION + "\"",
            "\"collection\":\"" + collection + "\"")
        .getBytes(UTF_8);
  }

  /**
   * By the alias: by the generation that serves, as near as can be; the other's vectors don't fit.
   */
  private static void assertAnswers(
      Outside outside, String serving, Workload workload, int dimension) {
    float[] question = Workload.questions(1, 1, dimension).get(0);
    float[] misfit = new float[OLD_DIMENSION + NEW_DIMENSION - dimension];
    misfit[0] = 1;
    List<JsonNode> answers =
        outside.ask(
            ALIAS,
            List.of(
                "\"k\":5,\"vector\":" + Json.array(question),
                "\"k\":5,\"vector\":" + Json.array(misfit)));
    JsonNode answer = answers.get(0);
    assertThat(answer.path("collection").asText()).isEqualTo(ALIAS);
    assertThat(answer.path("from").asText()).isEqualTo(serving);
    assertThat(answer.path("complete").asBoolean()).isTrue();
    double nearest = workload.nearest(question, 1)[0];
    assertThat(answer.path("hits").get(0).path("distance").asDouble())
        .isBetween(nearest - 1e-5, nearest + 0.05);
    assertThat(answers.get(1).path("error").path("code").asText()).isEqualTo("DIMENSION_MISMATCH");
  }

  private static void assertDead(Outside outside, Workload.Change late) {
    byte[] record = of("words-1", late);
    outside.send(outside.vectors(), 0, record);
    outside.flush();
    try (TopicReader letters = outside.reader(outside.deadLetters())) {
      Await.until(
          "it is a dead letter",
          () ->
              letters.poll().stream()
                  .map(each -> Json.read(each.value()))
                  .anyMatch(
                      letter ->
                          letter.path("reason").asText().equals("UNKNOWN_COLLECTION")
                              && raw(letter).equals(new String(record, UTF_8))));
    }
    assertThat(outside.ask("words-1", List.of("\"ids\":[\"a\"]")).get(0).path("error").path("code"))
        .hasToString("\"UNKNOWN_COLLECTION\"");
  }

  private static String raw(JsonNode letter) {
    return new String(java.util.Base64.getDecoder().decode(letter.path("raw_b64").asText()), UTF_8);
  }
}
