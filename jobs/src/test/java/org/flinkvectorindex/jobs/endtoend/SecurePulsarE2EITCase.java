package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.pulsar.client.api.AuthenticationFactory;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.flinkvectorindex.connectors.local.Certificates;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalPulsar;
import org.flinkvectorindex.connectors.pulsar.PulsarPreflight;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.preflight.Preflight;
import org.flinkvectorindex.jobs.preflight.UnreachableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A Pulsar that lets in who has a token, over TLS: vectors from it, changes to it. */
@ExtendWith(SharedKafka.class)
class SecurePulsarE2EITCase {
  private static final int DIMENSION = 8;
  private static final String USER = "fvi";

  @Test
  void aTokenLetsTheJobInAndIsNotTold(LocalKafka kafka, @TempDir Path folder) throws Exception {
    Certificates certificates = Certificates.make(folder, "server");
    LocalPulsar.Guard guard = LocalPulsar.Guard.of(certificates);
    Workload workload = Workload.random(1, 500, 200, DIMENSION);
    try (ShownLog log = ShownLog.open();
        LocalPulsar pulsar = LocalPulsar.open(guard);
        PulsarClient client =
            PulsarClient.builder()
                .serviceUrl(pulsar.serviceUrl())
                .tlsTrustCertsFilePath(certificates.certificate().toString())
                .authentication(AuthenticationFactory.token(guard.token(USER)))
                .build();
        Outside outside = new Outside(kafka);
        TestCluster cluster = TestCluster.start(folder)) {
      pulsar.createTopic("vectors", 2);
      pulsar.createTopic("changes");
      refusedWithAnotherKey(outside, pulsar, guard, folder);
      allThatIsSaidOfTlsCounts(pulsar, guard.clientProperties(USER));

      JobOptions options = options(outside, pulsar, guard, guard.token(USER), folder, "30 s");
      Preflight.check(options);
      StreamExecutionEnvironment flink = cluster.environment(2);
      VectorIndexJob.wire(options, flink);
      assertThat(flink.getExecutionPlan()).doesNotContain(guard.token(USER));
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty());
          Producer<byte[]> producer = client.newProducer().topic("vectors").create()) {
        for (Workload.Change change : workload.changes()) {
          producer.sendAsync(change.json().getBytes(UTF_8));
        }
        producer.flush();
        Contents.awaitEqual(outside, workload);
        job.shown()
            .forEach(
                (path, answer) -> assertThat(answer).as(path).doesNotContain(guard.token(USER)));
      }
      assertThat(log.lines()).isNotEmpty();
      assertThat(log.lines().filter(line -> line.contains(guard.token(USER)))).isEmpty();
    }
  }

  /** Not only the certificates, and for both kinds of clients. */
  private static void allThatIsSaidOfTlsCounts(LocalPulsar pulsar, Map<String, String> said) {
    Map<String, String> properties = new HashMap<>(said);
    assertThat(properties.remove("pulsar.client.tlsTrustCertsFilePath")).isNotNull();
    assertThat(PulsarPreflight.missing(pulsar.adminUrl(), Set.of("vectors"), properties))
        .isPresent();
    assertThat(PulsarPreflight.unreachable(pulsar.serviceUrl(), "changes", properties)).isPresent();

    properties.put("pulsar.client.tlsAllowInsecureConnection", "true");
    assertThat(PulsarPreflight.missing(pulsar.adminUrl(), Set.of("vectors"), properties)).isEmpty();
    assertThat(PulsarPreflight.unreachable(pulsar.serviceUrl(), "changes", properties)).isEmpty();
  }

  private static void refusedWithAnotherKey(
      Outside outside, LocalPulsar pulsar, LocalPulsar.Guard guard, Path folder) throws Exception {
    String forged = LocalPulsar.Guard.of(guard.certificates()).token(USER);
    JobOptions options = options(outside, pulsar, guard, forged, folder, "100 ms");
    UnreachableException told =
        catchThrowableOfType(UnreachableException.class, () -> Preflight.check(options));
    assertThat(told)
        .hasMessageContaining("vectors.0: ")
        .hasMessageContaining("401")
        .hasMessageContaining("changes: ")
        .hasMessageNotContaining(forged);
  }

  private static JobOptions options(
      Outside outside,
      LocalPulsar pulsar,
      LocalPulsar.Guard guard,
      String token,
      Path folder,
      String patience)
      throws Exception {
    String yaml =
        outside
            .yaml(DIMENSION)
            .replaceAll(
                "(?m)^vectors:\n.*$",
                """
                vectors:
                  - {type: pulsar, service-url: "%s", admin-url: "%s", topics: [vectors], subscription: words}"""
                    .formatted(pulsar.serviceUrl(), pulsar.adminUrl()))
            .replaceAll(
                "(?m)^changes:.*$",
                "changes: {type: pulsar, service-url: \"%s\", topic: changes}"
                    .formatted(pulsar.serviceUrl()));
    Path file = Files.writeString(folder.resolve("token"), token + "\n");
    Map<String, String> all = new HashMap<>(Map.of("preflight.patience", patience));
    for (String end : List.of("vectors.0", "changes")) {
      guard
          .clientProperties(USER)
          .forEach((key, value) -> all.put(end + ".properties." + key, value));
    }
    all.put("vectors.0.properties.pulsar.client.authParams", "token:${file:" + file + "}");
    all.put("changes.properties.pulsar.client.authParams", "token:${TOKEN}");
    return JobConfiguration.parse(yaml, all, Map.of("TOKEN", token));
  }
}
