package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.FreePort;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.deployment.Observability;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes a running job through the reporter that {@code config.yaml} sets up:
 * everything that the rules, alerts and dashboard ask for is there.
 */
@Tag("full")
@ExtendWith(SharedKafka.class)
class PrometheusE2EITCase {
  private static final int DIMENSION = 16;

  @Test
  void promtoolTakesConfigurationAndRulesAndTheirTests(@TempDir Path folder) throws Exception {
    promtool(folder, "check", "config", "prometheus.yml");
    promtool(folder, "check", "rules", "rules.yml", "alerts.yml");
    promtool(folder, "test", "rules", "alerts.test.yml");
  }

  private static void promtool(Path folder, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(LocalPrometheus.tools() + "/promtool"));
    command.addAll(Arrays.asList(arguments));
    Path printed = folder.resolve("promtool.log");
    Process process =
        new ProcessBuilder(command)
            .directory(Observability.FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(process.waitFor()).as(() -> read(printed)).isZero();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyExpressionHasDataWhileAJobRuns(LocalKafka kafka, @TempDir Path folder)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("PrometheusE2EITCase: seed " + seed);
    int port = FreePort.find();
    try (TestCluster cluster = TestCluster.start(folder, reporter(port));
        LocalRedis redis = LocalRedis.open();
        Outside outside = new Outside(kafka)) {
      StreamExecutionEnvironment flink = cluster.environment(2);
      String yaml =
          outside
                  .yaml(DIMENSION)
                  .replace(
                      "index: {", "windows: [{name: all, type: tumbling, size: 1 s}], index: {")
                  .replace("timeout: 30 s", "timeout: 30 s, recall-sample: 1")
              + "redis: {uri: \"%s\"}\n".formatted(redis.uri());
      VectorIndexJob.wire(JobConfiguration.parse(yaml, Map.of(), Map.of()), flink);
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty());
          LocalPrometheus prometheus =
              LocalPrometheus.start(
                  Files.createDirectory(folder.resolve("p")), "127.0.0.1:" + port)) {
        Random random = new Random(seed);
        Set<String> empty = new LinkedHashSet<>(expressions());
        Await.until(
            "these have data: " + empty,
            () -> {
              Workload some = Workload.random(random.nextLong(), 50, 200, DIMENSION);
              outside.sendAll(some.changes(), random);
              outside.send(outside.vectors(), 0, "no JSON".getBytes(UTF_8));
              outside.ask(
                  List.of(
                      "\"vector\":"
                          + Json.array(
                              Workload.questions(random.nextLong(), 1, DIMENSION).get(0))));
              empty.removeIf(expression -> prometheus.series(expression) > 0);
              System.out.println(
                  "PrometheusE2EITCase: %d without data: %.300s".formatted(empty.size(), empty));
              return empty.isEmpty();
            });
        assertThat(prometheus.failedRules()).isEmpty();
        // Series live on over restarts.
        assertThat(prometheus.series("{task_attempt_id!=\"\"}")).isZero();
        assertThat(job.running()).isTrue();
      }
    }
  }

  /** As {@code config.yaml} has it, on another port. */
  private static Configuration reporter(int port) {
    Configuration reporter = new Configuration();
    GlobalConfiguration.loadConfiguration(Observability.FOLDER.getParent().toString())
        .toMap()
        .forEach(
            (key, value) -> {
              if (key.startsWith("metrics.") || key.startsWith("state.backend.rocksdb.metrics.")) {
                reporter.setString(key, value);
              }
            });
    reporter.setString("metrics.reporter.prom.port", Integer.toString(port));
    return reporter;
  }

  private static Set<String> expressions() {
    Set<String> all = new LinkedHashSet<>(Observability.recorded().values());
    Observability.alerts().values().forEach(alert -> all.add(Observability.figure(alert)));
    all.addAll(Observability.dashboard());
    return all;
  }
}
