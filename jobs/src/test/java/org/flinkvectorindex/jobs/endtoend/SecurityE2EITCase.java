package org.flinkvectorindex.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.Certificates;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.preflight.Preflight;
import org.flinkvectorindex.jobs.preflight.UnreachableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job whose brokers and cache ask for TLS and passwords, which it has from its environment and
 * from files. All of them begin alike, and nothing that is shown has the beginning.
 */
class SecurityE2EITCase {
  private static final String SECRET = "s3cret";
  private static final int DIMENSION = 8;

  @TempDir private Path folder;

  @Test
  void kafkaAndRedisLetTheJobInAndNothingIsTold() throws Exception {
    Certificates certificates = Certificates.make(folder, "server");
    LocalKafka.Guard guard = new LocalKafka.Guard(certificates, "fvi", SECRET + "-kafka");
    Workload workload = Workload.random(1, 500, 200, DIMENSION);
    try (ShownLog log = ShownLog.open();
        LocalKafka kafka = LocalKafka.open(guard);
        LocalRedis redis =
            LocalRedis.secured(
                certificates,
                "user default off\nuser writer on >%s-redis ~fvi:* +@all".formatted(SECRET));
        Outside outside = new Outside(kafka);
        TestCluster cluster = TestCluster.start(folder)) {
      JobOptions options = options(outside.yaml(DIMENSION), guard, redis, Map.of());
      Preflight.check(options);
      StreamExecutionEnvironment flink = cluster.restartingEnvironment(2);
      VectorIndexJob.wire(options, flink);
      assertHidden("the plan", flink.getExecutionPlan());
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty())) {
        outside.sendAll(workload.changes(), new Random(1));
        Contents.awaitEqual(outside, workload);
        redis.stop();
        outside.ask(List.of("\"ids\":[\"id-1\"]")); // Whose answer goes to Redis.
        Await.until("the job tries Redis again", () -> job.metric(".redis.retries") > 0);
        job.shown().forEach((path, answer) -> assertHidden(path, answer));
      }
      assertThat(log.lines()).isNotEmpty();
      assertThat(log.lines().filter(line -> line.contains(SECRET))).isEmpty();
      assertHidden("the options", options.toString());
    }
  }

  @Test
  void whoIsRefusedIsToldWithoutThePassword() throws Exception {
    Certificates certificates = Certificates.make(folder, "server");
    LocalKafka.Guard guard = new LocalKafka.Guard(certificates, "fvi", SECRET + "-kafka");
    try (LocalKafka kafka = LocalKafka.open(guard);
        LocalRedis redis = LocalRedis.secured(certificates, "requirepass " + SECRET + "-other");
        Outside outside = new Outside(kafka)) {
      LocalKafka.Guard wrong = new LocalKafka.Guard(certificates, "fvi", SECRET + "-wrong");
      JobOptions options =
          options(outside.yaml(DIMENSION), wrong, redis, Map.of("preflight.patience", "100 ms"));
      UnreachableException told =
          catchThrowableOfType(UnreachableException.class, () -> Preflight.check(options));
      assertThat(told)
          .hasMessageContaining("Kafka at " + kafka.bootstrapServers() + " refuses: Authentication")
          .hasMessageContaining("refuses: WRONGPASS")
          .hasMessageNotContaining(SECRET)
          .hasNoCause();
    }
  }

  private static void assertHidden(String what, String shown) {
    assertThat(shown).as(what).isNotBlank().doesNotContain(SECRET);
  }

  private JobOptions options(
      String yaml, LocalKafka.Guard guard, LocalRedis redis, Map<String, String> further)
      throws Exception {
    Path login =
        Files.writeString(
            folder.resolve("login"), guard.clientProperties().get("sasl.jaas.config"));
    Map<String, String> all = new HashMap<>(further);
    for (String end : List.of("vectors.0", "queries.0", "results", "dead-letters", "changes")) {
      guard.clientProperties().forEach((key, value) -> all.put(end + ".properties." + key, value));
      all.put(end + ".properties.sasl.jaas.config", "${file:" + login + "}");
      all.put(end + ".properties.ssl.truststore.password", "${STORE_PASSWORD}");
    }
    // As docs/security.md shows it.
    all.put("vectors.0.properties.ssl.truststore.type", "PEM");
    all.put(
        "vectors.0.properties.ssl.truststore.location",
        guard.certificates().certificate().toString());
    all.remove("vectors.0.properties.ssl.truststore.password");
    all.put("redis.uri", redis.uri());
    all.put("redis.username", "writer");
    all.put("redis.password", "${REDIS_PASSWORD}");
    all.put("redis.trusted-certificates", "${file:" + guard.certificates().certificate() + "}");
    return JobConfiguration.parse(
        yaml,
        all,
        Map.of(
            "STORE_PASSWORD",
            guard.certificates().password(),
            "REDIS_PASSWORD",
            SECRET + "-redis"));
  }
}
