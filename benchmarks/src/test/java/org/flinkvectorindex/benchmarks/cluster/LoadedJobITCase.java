package org.flinkvectorindex.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.flinkvectorindex.benchmarks.demo.Cache;
import org.flinkvectorindex.benchmarks.local.Await;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.console.cluster.Role;
import org.flinkvectorindex.console.inspect.SavedIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job under load, on processes of its own: a backfill that a TaskManager is killed in, and an
 * upgrade. Prints latencies; how many vectors and for how long is said by {@code -Dload.vectors}
 * and {@code -Dload.seconds}.
 */
@Tag("full")
class LoadedJobITCase {
  private static final int DIMENSION = 32;
  private static final int VECTORS = Integer.getInteger("load.vectors", 20_000);
  private static final int SECONDS = Integer.getInteger("load.seconds", 8);
  private static final int RATE = Integer.getInteger("load.rate", 1_000);
  private static final boolean KILL = !Boolean.getBoolean("load.calm");
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  /** What was asked is told by such parts too: a job that has just started compiles its code. */
  private static final Duration SLICE = Duration.ofSeconds(20);

  /** Answers that are exactly once come with them. */
  private static final String OFTEN = "checkpoints: {interval: 2 s}";

  @TempDir private Path folder;
  private final Map<String, float[]> history = new HashMap<>();
  private Surroundings around;
  private Path rows;
  private Path ids;

  @BeforeEach
  void start() throws Exception {
    around = new Surroundings(folder);
    rows = folder.resolve("base.fbin");
    ids = folder.resolve("base.ids");
    writeHistory();
    json("cluster", "start", "--taskmanagers", "2", "--slots", "1", "--memory", "1500m", "--json");
  }

  @AfterEach
  void end() throws Exception {
    around.close();
  }

  /**
   * Live changes are of half of the ids that history has. What it costs those who ask is told
   * against as long a time after the same start anew without history, and against a job that has
   * run for longer.
   */
  @Test
  void aBackfillBesideLiveChangesAndAKill() throws Exception {
    Path config =
        config(
            "job", 64, "at-least-once", "", "redis: {uri: \"%s\"}".formatted(around.redis().uri()));
    json("submit", "--config", config.toString(), "--json");
    try (Load load = new Load(around.kafka(), DIMENSION, VECTORS / 2, 200, 20)) {
      pause(SECONDS);
      json("upgrade", "words-job", "--config", config.toString(), "--json");
      pause(2);
      long restarted = System.nanoTime();
      pause(VECTORS / RATE);
      long before = System.nanoTime();
      pause(SECONDS);
      long calm = System.nanoTime();
      String job =
          json(
                  "backfill",
                  "--into",
                  "words-job",
                  "--config",
                  config.toString(),
                  "--files",
                  rows.toString(),
                  "--ids",
                  ids.toString(),
                  "--collection",
                  "words",
                  "--rate",
                  Integer.toString(RATE),
                  "--json")
              .get(0)
              .path("job")
              .asText();
      pause(2);
      long began = System.nanoTime();
      if (KILL) {
        killHalfWay(job);
      }
      awaitRead(job);
      long ended = System.nanoTime();
      pause(SECONDS);
      long after = System.nanoTime();
      load.stop();
      Await.until("every question is answered", PATIENCE, load::allAnswered);
      System.out.printf(
          "Backfill of %,d at %,d a second in %.0f s%n", VECTORS, RATE, (ended - began) / 1e9);
      print("After a start anew without it", load, restarted, before);
      print("Before it", load, before, calm);
      print("While it was read", load, began, ended);
      print("After it", load, ended, after);
      awaitDurable(load.sent());
      Map<String, float[]> vectors =
          requireContents(load.last(), json("savepoint", "words-job", "--json"));
      try (Cache cache = new Cache(around.redis())) {
        Await.until("Redis with the same", PATIENCE, () -> cache.holds(vectors));
      }
    }
  }

  /** Another parallelism, another ef, and a collection more. */
  @Test
  void anUpgradeUnderLoadLosesNothingAndAnswersNothingTwice() throws Exception {
    Path config = config("job", 64, "exactly-once", "", OFTEN);
    List<JsonNode> filled =
        json(
            "backfill",
            "--config",
            config.toString(),
            "--parallelism",
            "1",
            "--files",
            rows.toString(),
            "--ids",
            ids.toString(),
            "--collection",
            "words",
            "--rate",
            "100000",
            "--wait",
            "--json");
    try (Load load = new Load(around.kafka(), DIMENSION, VECTORS / 2, 500, 50)) {
      pause(SECONDS);
      Path other =
          config(
              "other",
              100,
              "exactly-once",
              "  - {name: more, dimension: 8, order: version}\n",
              OFTEN);
      JsonNode upgraded =
          json(
                  "upgrade",
                  filled.get(0).path("job").asText(),
                  "--config",
                  other.toString(),
                  "--parallelism",
                  "2",
                  "--drop-state",
                  "--json")
              .get(0);
      pause(SECONDS);
      load.stop();
      Await.until("every question is answered", PATIENCE, load::allAnswered);
      System.out.printf(
          "Upgrade at %,d vectors: downtime %.1f s; %,d questions; answered exactly once: %s%n",
          upgraded.path("vectors").asInt(),
          upgraded.path("downtime_seconds").asDouble(),
          load.asked(),
          load.between(0, Long.MAX_VALUE));
      assertThat(load.twice()).isEmpty();
      awaitDurable(load.sent());
      requireContents(load.last(), json("savepoint", "words-job", "--json"));
    }
  }

  private static void print(String when, Load load, long from, long to) {
    System.out.printf("%s: %s%n", when, load.between(from, to));
    for (long at = from; at < to; at += SLICE.toNanos()) {
      System.out.printf(
          "  from %3.0f s on: %s%n",
          (at - from) / 1e9, load.between(at, Math.min(to, at + SLICE.toNanos())));
    }
  }

  private void killHalfWay(String job) throws Exception {
    Await.until("a third is read", PATIENCE, () -> read(job) > VECTORS / 3);
    Cluster cluster = around.cluster();
    cluster.members(Role.TASKMANAGER).get(0).kill();
    cluster.start(Role.TASKMANAGER);
    Await.until("it goes on", PATIENCE, () -> restored(job) && read(job) > VECTORS / 2);
  }

  private boolean restored(String job) throws Exception {
    return around
            .cluster()
            .rest()
            .get("/jobs/" + job + "/checkpoints")
            .path("counts")
            .path("restored")
            .asInt()
        > 1;
  }

  /** All, once nothing is left. */
  private long read(String job) throws Exception {
    for (JsonNode line : json("status", job, "--json")) {
      if (line.path("op").asText().equals("backfill")) {
        return line.path("done").asBoolean() ? VECTORS : line.path("read").asLong();
      }
    }
    return 0;
  }

  /** Looks once a second: to ask in a row would take a third of a core from those who are timed. */
  private void awaitRead(String job) throws Exception {
    Cluster cluster = around.cluster();
    Await.until(
        "all history is read",
        PATIENCE,
        () -> {
          pause(1);
          for (JsonNode vertex : cluster.rest().get("/jobs/" + job).path("vertices")) {
            if (vertex.path("name").asText().startsWith("Source: Backfill")) {
              return vertex.path("status").asText().equals("FINISHED");
            }
          }
          return false;
        });
  }

  /** Until a checkpoint has all that was sent: metrics come some seconds late. */
  private void awaitDurable(long sent) throws Exception {
    Await.until(
        "every change is durable",
        PATIENCE,
        () ->
            json("status", "words-job", "--json").stream()
                    .filter(line -> line.path("topic").asText().equals("vectors"))
                    .mapToLong(line -> line.path("committed").asLong())
                    .sum()
                >= sent);
  }

  /** History where nothing live was, else the last of what was live. */
  private Map<String, float[]> requireContents(
      Map<String, Load.Last> live, List<JsonNode> savepoint) {
    Map<String, float[]> vectors = new HashMap<>(history);
    Map<String, Long> versions = new HashMap<>();
    history.keySet().forEach(id -> versions.put(id, 0L));
    live.forEach(
        (id, last) -> {
          versions.put(id, last.version());
          vectors.put(id, last.vector().orElse(null));
        });
    vectors.values().removeIf(Objects::isNull);
    versions.keySet().retainAll(vectors.keySet());
    Map<String, Long> found = new HashMap<>();
    Set<String> others = new HashSet<>();
    new SavedIndex(savepoint.get(0).path("savepoint").asText())
        .vectors(
            "words",
            record -> {
              found.put(record.id(), record.order().value());
              if (!Arrays.equals(record.vector(), vectors.get(record.id()))) {
                others.add(record.id());
              }
            });
    assertThat(found).isEqualTo(versions);
    assertThat(others).isEmpty();
    System.out.printf("%,d vectors, as a plain map has them%n", found.size());
    return vectors;
  }

  private void writeHistory() throws IOException {
    Random random = new Random(5);
    List<String> names = new ArrayList<>();
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(rows), 1 << 16))) {
      out.writeInt(Integer.reverseBytes(VECTORS));
      out.writeInt(Integer.reverseBytes(DIMENSION));
      for (int row = 0; row < VECTORS; row++) {
        float[] vector = Load.vector(random, DIMENSION);
        out.write(Messages.bytes(vector));
        names.add("id-" + row);
        history.put("id-" + row, vector);
      }
    }
    Files.write(ids, names);
  }

  private Path config(String name, int ef, String delivery, String collections, String more)
      throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        name: words-job
        collections:
          - {name: words, dimension: %1$d, shards: 4, order: version, index: {m: 12, ef-construction: 80, ef: %2$d}}
        %5$svectors:
          - {type: kafka, bootstrap-servers: "%3$s", topics: [vectors], group-id: words, start: earliest}
        queries:
          - {type: kafka, bootstrap-servers: "%3$s", topics: [queries], group-id: words, start: earliest}
        results: {type: kafka, bootstrap-servers: "%3$s", topic: results, delivery: %4$s}
        dead-letters: {type: kafka, bootstrap-servers: "%3$s", topic: dead}
        %6$s
        """
            .formatted(DIMENSION, ef, around.servers(), delivery, collections, more));
  }

  private static void pause(int seconds) {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private List<JsonNode> json(String name, String... arguments) throws Exception {
    Commands.Said said = around.ok(name, arguments);
    System.out.print(said.err());
    return Surroundings.lines(said);
  }
}
