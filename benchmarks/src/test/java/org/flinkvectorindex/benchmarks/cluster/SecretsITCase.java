package org.flinkvectorindex.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flinkvectorindex.benchmarks.local.Await;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.connectors.local.Certificates;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.console.cluster.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scripts, their client and the cluster's processes have passwords from the configuration, from
 * their environment and from a file. All of them begin alike, and nothing that any of them says or
 * logs has the beginning.
 */
@Tag("full")
class SecretsITCase {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SECRET = "s3cret";
  private static final int WORDS = 20;
  private static final Messages MESSAGES = new Messages("words");

  @TempDir private Path folder;
  private Commands bin;

  @AfterEach
  void end() throws Exception {
    new Cluster(bin.home()).stop();
  }

  @Test
  void nothingThatIsSaidOrLoggedHasAPassword() throws Exception {
    bin =
        new Commands(
            folder, Map.of("REDIS_PASSWORD", SECRET + "-redis", "WRONG", SECRET + "-wrong"));
    Certificates certificates = Certificates.make(folder, "server");
    LocalKafka.Guard guard = new LocalKafka.Guard(certificates, "fvi", SECRET + "-kafka");
    try (LocalKafka kafka = LocalKafka.open(guard);
        LocalRedis redis = LocalRedis.open(SECRET + "-redis")) {
      ok("cluster", "start", "--slots", "2", "--memory", "1200m");
      String config = config(kafka, guard, redis).toString();
      refused("refuses: WRONGPASS", "--create-topics", "--set", "redis.password", "${WRONG}");
      refused(
          "Authentication failed",
          "--set",
          "vectors.0.properties.sasl.jaas.config",
          guard.clientProperties().get("sasl.jaas.config").replace(SECRET + "-kafka", "${WRONG}"));

      ok("submit", "--config", config, "--parallelism", "1");
      ok("send", "--config", config, words().toString());
      Await.until(
          "an answer",
          PATIENCE,
          () -> bin.run("ask", "--config", config, "--like", "id-1", "--k", "1").status() == 0);
      ok("status", "words-job");
      ok(
          "upgrade",
          "words-job",
          "--config",
          config,
          "--parallelism",
          "2",
          "--set",
          "batch.max-rows",
          "4");
      ok("savepoint", "words-job", "--keep-running");

      redis.stop();
      ok("send", "--config", config, words().toString());
      Await.until(
          "a task says that Redis is away",
          PATIENCE,
          () -> logs().values().stream().anyMatch(log -> log.contains("is away, trying again")));
    }
    Map<String, String> logs = logs();
    assertThat(logs.keySet())
        .as("who logs")
        .contains("client.log", "jobmanager-1.log", "taskmanager-1.log");
    hidden(logs);
    hidden(textOf(folder, "(out|err)-\\d+"));
    hidden(textOf(bin.home().conf(), ".*"));
    kept();
  }

  /** What goes back to an old configuration: as it was written, for its owner only. */
  private void kept() throws Exception {
    Path jobs = bin.home().path().resolve("jobs");
    Map<String, String> kept = textOf(jobs, ".*\\.(yaml|json)");
    assertThat(kept).isNotEmpty();
    assertThat(kept.values())
        .noneMatch(each -> each.contains(SECRET + "-redis"))
        .noneMatch(each -> each.contains(SECRET + "-wrong"))
        .noneMatch(each -> each.contains(SECRET + "-store"));
    for (String each : kept.keySet()) {
      requireOwners(jobs.resolve(each));
    }
    requireOwners(bin.home().conf().resolve("config.yaml"));
  }

  private static void requireOwners(Path file) throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .as(file.toString())
        .isEqualTo("rw-------");
  }

  private void refused(String reason, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--set", "preflight.patience", "1 s"));
    all.addAll(List.of("--config", folder.resolve("job.yaml").toString()));
    Commands.Said said = bin.run("submit", all.toArray(String[]::new));
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).contains(reason);
  }

  private static void hidden(Map<String, String> texts) {
    texts.forEach(
        (name, text) ->
            assertThat(text.lines().filter(line -> line.contains(SECRET))).as(name).isEmpty());
  }

  private Map<String, String> logs() throws Exception {
    return textOf(bin.home().logs(), ".*");
  }

  /** By their names, those of the files of a folder that are called so. */
  private static Map<String, String> textOf(Path folder, String name) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(name))
          .collect(
              Collectors.toMap(file -> file.getFileName().toString(), SecretsITCase::contents));
    }
  }

  private static String contents(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Commands.Said ok(String name, String... arguments) throws Exception {
    Commands.Said said = bin.run(name, arguments);
    assertThat(said.status()).as("%s: %s", name, said.err()).isZero();
    return said;
  }

  private Path words() throws Exception {
    return Files.write(
        folder.resolve("words.jsonl"),
        IntStream.range(0, WORDS)
            .mapToObj(
                i ->
                    MESSAGES.upsert(
                        "id-" + i, new float[] {1, i, 0, 0}, 1_000, OptionalInt.empty()))
            .toList());
  }

  /** The login of Kafka is written out, the others are references. */
  private Path config(LocalKafka kafka, LocalKafka.Guard guard, LocalRedis redis) throws Exception {
    Path store = Files.writeString(folder.resolve("store"), guard.certificates().password());
    String properties =
        guard.clientProperties().entrySet().stream()
            .map(
                each ->
                    "%s: '%s'"
                        .formatted(
                            each.getKey(),
                            each.getKey().equals("ssl.truststore.password")
                                ? "${file:" + store + "}"
                                : each.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
    String place =
        "type: kafka, bootstrap-servers: '%s', properties: %s"
            .formatted(kafka.bootstrapServers(), properties);
    return Files.writeString(
        folder.resolve("job.yaml"),
        """
        name: words-job
        collections:
          - {name: words, dimension: 4, shards: 2}
        vectors:
          - {%1$s, topics: [vectors], group-id: words, start: earliest}
        queries:
          - {%1$s, topics: [queries], group-id: words, start: earliest}
        results: {%1$s, topic: results}
        dead-letters: {%1$s, topic: dead}
        redis: {uri: "%2$s", password: "${REDIS_PASSWORD}"}
        checkpoints: {interval: 1 s}
        """
            .formatted(place, redis.uri()));
  }
}
