package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.preflight.Preflight;
import org.flinkvectorindex.jobs.preflight.UnreachableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** In transactions each answer and each change is there once, whatever failed between. */
@ExtendWith(SharedKafka.class)
class ExactlyOnceE2EITCase {
  private static final int DIMENSION = 8;
  private static final int FAILURES = 3;
  private static final int CHANGES = 1_000;
  private static final int QUERIES = 200;

  /** Brokers look every ten seconds for transactions whose time, of ten seconds, is up. */
  private static final Duration AWAY = Duration.ofSeconds(25);

  @Test
  void threeFailuresRepeatNothing(LocalKafka kafka, @TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println("ExactlyOnceE2EITCase: seed " + seed);
    Random random = new Random(seed);
    ClusteredVectors vectors = new ClusteredVectors(random, DIMENSION, 20);
    Map<String, Integer> changes = new TreeMap<>();
    Map<String, Integer> answers = new TreeMap<>();
    try (TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka);
        TopicReader applied = TopicReader.committed(kafka.bootstrapServers(), outside.changes());
        TopicReader answered =
            TopicReader.committed(kafka.bootstrapServers(), outside.resultsTopic())) {
      StreamExecutionEnvironment flink = cluster.restartingEnvironment(2);
      FailOnce.wire(options(outside), flink);
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty())) {
        Await.until("the job runs", () -> job.running() && job.checkpoints() >= 1);
        for (int failure = 0; failure <= FAILURES; failure++) {
          int failures = failure;
          if (failure < FAILURES) {
            FailOnce.arm(CHANGES / 3 + random.nextInt(CHANGES / 3));
          }
          for (int i = 0; i < CHANGES; i++) {
            String id = "id-%d-%d".formatted(failure, i);
            changes.put(id, 1);
            send(outside, new Workload.Change(id, 1, Optional.of(vectors.next())), random);
            if (i % (CHANGES / QUERIES) == 0) {
              String query = "q-%d-%d".formatted(failure, i);
              answers.put(query, 1);
              ask(outside, query, vectors.next());
            }
          }
          outside.flush();
          Await.until(
              "failure " + failure + " is over",
              () -> job.restarts() >= Math.min(failures + 1, FAILURES) && job.running());
          int checkpoints = job.checkpoints();
          Await.until("something is durable", () -> job.checkpoints() > checkpoints);
        }
        assertThat(job.restarts()).isEqualTo(FAILURES);

        Map<String, Integer> seenChanges = new TreeMap<>();
        Map<String, Integer> seenAnswers = new TreeMap<>();
        Await.until(
            "all changes and answers are there",
            () -> {
              count(applied, "id", seenChanges);
              count(answered, "query_id", seenAnswers);
              return seenChanges.size() >= changes.size() && seenAnswers.size() >= answers.size();
            });
        int checkpoints = job.checkpoints();
        Await.until("nothing more can come", () -> job.checkpoints() > checkpoints + 2);
        count(applied, "id", seenChanges);
        count(answered, "query_id", seenAnswers);
        assertThat(seenChanges).isEqualTo(changes);
        assertThat(seenAnswers).isEqualTo(answers);
      }
    }
  }

  /** It holds the barriers of checkpoints, and brokers end what answers were written in. */
  @Test
  void redisAwayForLongerThanTransactionsLosesNoAnswer(LocalKafka kafka, @TempDir Path folder)
      throws Exception {
    ClusteredVectors vectors = new ClusteredVectors(new Random(1), DIMENSION, 20);
    Map<String, Integer> answers = new TreeMap<>();
    try (TestCluster cluster = TestCluster.start(folder);
        LocalRedis redis = LocalRedis.open();
        Outside outside = new Outside(kafka);
        TopicReader answered =
            TopicReader.committed(kafka.bootstrapServers(), outside.resultsTopic())) {
      Map<String, String> settings = new TreeMap<>(once());
      settings.put("results.properties.transaction.timeout.ms", "10000");
      settings.put("redis.uri", redis.uri());
      settings.put("checkpoints.interval", "4 s"); // Time enough to answer all before the next one.
      StreamExecutionEnvironment flink = cluster.restartingEnvironment(2, 100);
      VectorIndexJob.wire(
          JobConfiguration.parse(outside.yaml(DIMENSION), settings, Map.of()), flink);
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty())) {
        Await.until("the job runs", () -> job.running() && job.checkpoints() >= 1);
        int checkpoints = job.checkpoints();
        Await.until("a checkpoint has just ended", () -> job.checkpoints() > checkpoints);
        redis.stop();
        long stopped = System.nanoTime();
        // More than a batch of the sink, which fewer may wait for with no barrier held.
        for (int i = 0; i < 3_000; i++) {
          String id = "id-" + i;
          send(outside, new Workload.Change(id, 1, Optional.of(vectors.next())), new Random(i));
          if (i % 30 == 0) {
            answers.put("q-" + i, 1);
            ask(outside, "q-" + i, vectors.next());
          }
        }
        outside.flush();
        Await.until(
            "Redis was away for " + AWAY, () -> System.nanoTime() - stopped > AWAY.toNanos());
        redis.start();

        Map<String, Integer> seen = new TreeMap<>();
        Await.until(
            "all answers are there",
            () -> {
              count(answered, "query_id", seen);
              return seen.size() >= answers.size();
            });
        assertThat(seen).isEqualTo(answers);
      }
    }
  }

  @Test
  void brokersMustAllowTheTransactions(LocalKafka kafka) {
    try (Outside outside = new Outside(kafka)) {
      Map<String, String> settings = new TreeMap<>(once());
      settings.put("results.properties.transaction.timeout.ms", "900001");
      settings.put("preflight.patience", "100 ms");
      JobOptions options = JobConfiguration.parse(outside.yaml(DIMENSION), settings, Map.of());

      assertThatThrownBy(() -> Preflight.check(options))
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining(
              "results: Kafka at %s allows transactions of 900000 ms"
                  .formatted(kafka.bootstrapServers()))
          .hasMessageNotContaining("changes:");
    }
  }

  private static Map<String, String> once() {
    return Map.of("results.delivery", "exactly-once", "changes.delivery", "exactly-once");
  }

  private static JobOptions options(Outside outside) {
    return JobConfiguration.parse(outside.yaml(DIMENSION), once(), Map.of());
  }

  private static void send(Outside outside, Workload.Change change, Random random) {
    outside.send(
        outside.vectors(), random.nextInt(Outside.PARTITIONS), change.json().getBytes(UTF_8));
  }

  private static void ask(Outside outside, String id, float[] vector) {
    String query =
        "{\"query_id\":\"%s\",\"collection\":\"%s\",\"k\":3,\"vector\":%s}"
            .formatted(id, Workload.COLLECTION, Json.array(vector));
    outside.send(outside.queries(), 0, query.getBytes(UTF_8));
  }

  private static void count(TopicReader reader, String field, Map<String, Integer> into) {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
      into.merge(Json.read(record.value()).path(field).asText(), 1, Integer::sum);
    }
  }
}
