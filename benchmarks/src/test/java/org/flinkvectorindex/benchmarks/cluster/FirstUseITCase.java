package org.flinkvectorindex.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.flinkvectorindex.benchmarks.local.Await;
import org.flinkvectorindex.console.cluster.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's way from nothing to an answer and on: brokers, cluster, topics, job, sample,
 * question, upgrade, savepoint, a look into it; and that all of it is there again after a stop.
 */
@Tag("full")
class FirstUseITCase {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int WORDS = 101;
  private static final Set<String> DAYS =
      Set.of("monday", "wednesday", "thursday", "friday", "saturday", "sunday");

  private static final String CONTROL =
      "control: {type: kafka, bootstrap-servers: 'localhost:9092', topic: control, group-id: words}";

  @TempDir private Path folder;
  private Commands bin;
  private int kafka;
  private int redis;

  @BeforeEach
  void choosePorts() throws IOException {
    bin = new Commands(folder);
    kafka = twoFree();
    redis = twoFree();
  }

  @AfterEach
  void end() throws Exception {
    new Cluster(bin.home()).stop();
  }

  @Test
  void fromNothingToAnAnswerAndBack() throws Exception {
    up();
    Set<String> processes = new HashSet<>();
    for (JsonNode each : json("cluster", "status", "--json").path("processes")) {
      processes.add(each.path("name").asText());
    }
    assertThat(processes).hasSize(6).contains("kafka-1", "redis-1");
    aPortThatIsTakenIsNamed();

    String config = config();
    assertThat(bin.run("ask", "--config", config, "--like", "monday").err())
        .contains("topic results of localhost:" + kafka + " is not there");
    Commands.Said submitted =
        ok("submit", "--config", config, "--create-topics", "--parallelism", "2");
    assertThat(submitted.last()).matches("[0-9a-f]{32}");
    assertThat(submitted.err())
        .contains("created: changes, control, dead-letters, queries, results, statistics, vectors");

    assertThat(partitions("vectors")).isEqualTo(4);
    assertThat(partitions("control")).isEqualTo(1);

    Path sample = Path.of(System.getProperty("project.root"), "flink-conf/sample");
    assertThat(ok("send", "--config", config, sample.resolve("vectors.jsonl").toString()).last())
        .isEqualTo(WORDS + " records to topic vectors of localhost:" + kafka);
    awaitDays(config);

    String vector = vectorOf("friday", config);
    JsonNode near = json("ask", "--config", config, "--vector", vector, "--k", "1", "--json");
    assertThat(near.path("hits").path(0).path("id").asText()).isEqualTo("friday");
    Commands.Said none = bin.run("ask", "--config", config, "--like", "nobody");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).contains("NOT_FOUND").doesNotContain("\tat ");

    awaitStatus();
    upgrade(config);
    assertThat(vectorOf("friday", config)).isEqualTo(vector);

    assertThat(ok("cluster", "stop").last()).isEqualTo("6 processes stopped");
    ok("cluster", "start");
    assertThat(vectorOf("friday", config)).isEqualTo(vector);
    assertThat(json("cluster", "status", "--json").path("processes")).hasSize(6);

    String savepoint = ok("savepoint", "words-index").last();
    assertThat(json("cluster", "status", "--json").path("jobs").findValuesAsText("state"))
        .doesNotContain("RUNNING");
    assertThat(ok("cluster", "stop").last()).isEqualTo("6 processes stopped");
    List<String> inside = ok("inspect", "--savepoint", savepoint, "--hash").out();
    assertThat(inside).hasSize(8 + 1);
    assertThat(inside.get(8)).startsWith("words: " + WORDS + " vectors in 8 shards, content ");
  }

  /** Metrics come late. */
  private void awaitStatus() throws Exception {
    Await.until(
        "the vectors in the status",
        PATIENCE,
        () ->
            ok("status", "words-index").out().stream()
                .anyMatch(line -> line.startsWith("words: " + WORDS + " vectors, ")));
  }

  /** To twice the subtasks, of which each slot then has one. */
  private void upgrade(String config) throws Exception {
    JsonNode upgraded =
        json("upgrade", "words-index", "--config", config, "--parallelism", "4", "--json");
    assertThat(upgraded.path("vectors").asInt()).isEqualTo(WORDS);
    assertThat(upgraded.path("content_equal").asBoolean()).isTrue();
    assertThat(upgraded.path("graph_equal").asBoolean()).isTrue();
    assertThat(json("cluster", "status", "--json").path("slots-available").asInt()).isZero();
  }

  private void up() throws Exception {
    ok(
        "cluster",
        "start",
        "--taskmanagers",
        "2",
        "--kafka",
        Integer.toString(kafka),
        "--redis",
        Integer.toString(redis),
        "--memory",
        "1200m");
  }

  private int partitions(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", "localhost:" + kafka))) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .size();
    }
  }

  private void aPortThatIsTakenIsNamed() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Commands.Said said =
        new Commands(other).run("cluster", "start", "--redis", Integer.toString(redis));
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err())
        .contains("--redis needs port " + redis + " of localhost")
        .doesNotContain("\tat ");
    assertThat(new Cluster(new Commands(other).home()).members()).isEmpty();
  }

  /** The words nearest to a day are the other days; each may take its time to be indexed. */
  private void awaitDays(String config) throws Exception {
    Await.until(
        "the days of the week",
        PATIENCE,
        () -> {
          Commands.Said said =
              bin.run(
                  "ask",
                  "--config",
                  config,
                  "--like",
                  "monday",
                  "--k",
                  Integer.toString(DAYS.size()),
                  "--json");
          if (said.status() != 0) {
            return false; // Not there yet.
          }
          Set<String> found = new HashSet<>();
          for (JsonNode hit : new ObjectMapper().readTree(said.last()).path("hits")) {
            found.add(hit.path("id").asText());
          }
          return found.equals(DAYS);
        });
    Iterator<String> lines =
        ok("ask", "--config", config, "--like", "monday", "--k", "2").out().iterator();
    assertThat(lines.next()).matches("monday +0\\.0000 .*day.*");
    assertThat(lines.next()).matches("[a-z]+day +0\\.\\d{4} .*day.*");
    assertThat(lines.hasNext()).isFalse();
  }

  /** As {@code --vector} takes it. */
  private String vectorOf(String id, String config) throws Exception {
    JsonNode found = json("ask", "--config", config, "--ids", id, "--patience", "3 min", "--json");
    return found.path("hits").path(0).path("vector").toString().replaceAll("[\\[\\]]", "");
  }

  private String config() throws IOException {
    Path words = Path.of(System.getProperty("project.root"), "flink-conf/jobs/words.yaml");
    Path here = folder.resolve("words.yaml");
    Files.writeString(
        here,
        (Files.readString(words) + CONTROL)
            .replace("localhost:9092", "localhost:" + kafka)
            .replace("localhost:6379", "localhost:" + redis));
    return here.toString();
  }

  private Commands.Said ok(String name, String... arguments) throws Exception {
    Commands.Said said = bin.run(name, arguments);
    assertThat(said.status()).as("%s: %s", name, said.err()).isZero();
    return said;
  }

  private JsonNode json(String name, String... arguments) throws Exception {
    return new ObjectMapper().readTree(ok(name, arguments).last());
  }

  /** The first of two neighbours, as Kafka takes them. */
  private static int twoFree() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    while (true) {
      try (ServerSocket first = new ServerSocket(0, 1, here);
          ServerSocket next = new ServerSocket(first.getLocalPort() + 1, 1, here)) {
        return next.getLocalPort() - 1;
      } catch (IOException | IllegalArgumentException taken) {
        continue;
      }
    }
  }
}
