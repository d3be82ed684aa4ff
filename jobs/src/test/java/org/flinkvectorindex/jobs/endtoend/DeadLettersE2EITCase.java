package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that stands in a topic stops the job, and nothing of it is lost. */
@ExtendWith(SharedKafka.class)
class DeadLettersE2EITCase {
  private static final int DIMENSION = 8;
  private static final int MAX_BYTES = 16 * 1024;
  private static final int BAD_MUTATIONS = 9_000;
  private static final int BAD_QUERIES = 1_000;

  /** What was sent to a place, and what is wrong with it. */
  private record Sent(byte[] value, Reason reason) {}

  @Test
  void tenThousandMalformedMessagesBetweenGoodOnes(LocalKafka kafka, @TempDir Path folder)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("DeadLettersE2EITCase: seed " + seed);
    Random random = new Random(seed);
    Workload good = Workload.random(seed, 1_000, 500, DIMENSION);
    try (TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka);
        TopicReader dead = outside.reader(outside.deadLetters())) {
      StreamExecutionEnvironment flink = cluster.environment(2);
      VectorIndexJob.wire(
          JobConfiguration.parse(
              outside.yaml(DIMENSION), Map.of("admit.max-bytes", MAX_BYTES + " b"), Map.of()),
          flink);
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty())) {
        Map<String, Sent> bad = sendVectors(outside, good, random);
        List<String> refused = sendQueries(outside, random, bad);

        Contents.awaitEqual(outside, good);
        assertThat(outside.answersTo(refused))
            .allSatisfy(
                answer -> {
                  assertThat(answer.path("hits").isMissingNode()).isTrue();
                  assertThat(answer.path("error").path("code").asText())
                      .isIn("BAD_QUERY", "UNKNOWN_COLLECTION", "DIMENSION_MISMATCH", "UNSUPPORTED");
                  assertThat(answer.path("error").path("detail").asText()).isNotEmpty();
                });

        assertDead(dead.atLeast(bad.size()), bad);
        assertThat(job.state()).isEqualTo("RUNNING");
        assertThat(job.restarts()).isZero();
      }
    }
  }

  /** Good changes among bad records, all over the partitions; the bad ones by place. */
  private static Map<String, Sent> sendVectors(Outside outside, Workload good, Random random) {
    BadMutations badMutations = new BadMutations(random, DIMENSION, MAX_BYTES);
    List<Reason> reasons = BadMutations.reasons();
    Map<String, Sent> bad = new HashMap<>();
    int[] offsets = new int[Outside.PARTITIONS];
    int sentGood = 0;
    for (int i = 0; i < BAD_MUTATIONS; i++) {
      Reason reason = reasons.get(i % reasons.size());
      byte[] value = badMutations.next(reason);
      int partition = random.nextInt(Outside.PARTITIONS);
      bad.put(place(outside.vectors(), partition, offsets[partition]++), new Sent(value, reason));
      outside.send(outside.vectors(), partition, value);
      if (sentGood < good.changes().size() && random.nextInt(9) == 0 || i == BAD_MUTATIONS - 1) {
        int until = i == BAD_MUTATIONS - 1 ? good.changes().size() : sentGood + 1;
        while (sentGood < until) {
          int other = random.nextInt(Outside.PARTITIONS);
          offsets[other]++;
          outside.send(
              outside.vectors(), other, good.changes().get(sentGood++).json().getBytes(UTF_8));
        }
      }
    }
    outside.flush();
    return bad;
  }

  /** Bad queries; the ids of those that have one. */
  private static List<String> sendQueries(Outside outside, Random random, Map<String, Sent> bad) {
    BadQueries badQueries = new BadQueries(random, DIMENSION);
    List<String> refused = new ArrayList<>();
    int[] offsets = new int[2];
    for (int i = 0; i < BAD_QUERIES; i++) {
      boolean named = random.nextInt(4) > 0;
      String id = "bad-" + i;
      byte[] value = (named ? badQueries.withId(id) : badQueries.withoutId()).getBytes(UTF_8);
      if (named) {
        refused.add(id);
      }
      int partition = i % 2;
      bad.put(
          place(outside.queries(), partition, offsets[partition]++),
          new Sent(value, Reason.BAD_QUERY));
      outside.send(outside.queries(), partition, value);
    }
    outside.flush();
    return refused;
  }

  private static void assertDead(
      List<ConsumerRecord<byte[], byte[]>> letters, Map<String, Sent> bad) throws Exception {
    Map<String, JsonNode> byPlace = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : letters) {
      JsonNode letter = Json.read(record.value());
      JsonNode origin = letter.path("origin");
      assertThat(origin.path("system").asText()).isEqualTo("kafka");
      byPlace.put(
          place(
              origin.path("topic").asText(),
              origin.path("partition").asInt(),
              origin.path("offset").asInt()),
          letter);
    }
    assertThat(byPlace.keySet()).isEqualTo(bad.keySet());
    Map<String, Integer> wrong = new HashMap<>();
    for (Map.Entry<String, Sent> each : bad.entrySet()) {
      JsonNode letter = byPlace.get(each.getKey());
      Sent sent = each.getValue();
      assertThat(letter.path("raw_bytes").asInt()).isEqualTo(sent.value().length);
      assertThat(letter.path("raw_b64").binaryValue()).isEqualTo(sent.value());
      String got = letter.path("reason").asText();
      boolean ofVectors = sent.reason() != Reason.BAD_QUERY;
      if (ofVectors && !got.equals(sent.reason().name())) {
        String head =
            new String(Arrays.copyOf(sent.value(), Math.min(100, sent.value().length)), UTF_8);
        wrong.merge(sent.reason() + " came as " + got + ": " + head, 1, Integer::sum);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(byPlace.values().stream().map(letter -> letter.path("reason").asText()))
        .contains(
            Arrays.stream(Reason.values())
                .filter(reason -> reason != Reason.BAD_CONTROL) // No control record was sent.
                .map(Reason::name)
                .toArray(String[]::new));
  }

  private static String place(String topic, int partition, int offset) {
    return topic + "/" + partition + "/" + offset;
  }
}
