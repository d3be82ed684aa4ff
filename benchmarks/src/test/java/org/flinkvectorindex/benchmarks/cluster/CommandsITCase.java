package org.flinkvectorindex.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.flinkvectorindex.benchmarks.demo.Cache;
import org.flinkvectorindex.benchmarks.local.Await;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.cluster.Member;
import org.flinkvectorindex.console.cluster.Role;
import org.flinkvectorindex.console.inspect.SavedIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README tells a user to do, on processes of their own: cluster up, job submitted, data
 * in, query answered, savepoint, another parallelism, upgrade, an upgrade that fails, stop.
 */
class CommandsITCase {
  private static final int DIMENSION = 8;
  private static final int VECTORS = 400;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Surroundings around;
  private final Messages messages = new Messages("words");
  private final StringBuilder refusals = new StringBuilder();

  @BeforeEach
  void start() throws Exception {
    around = new Surroundings(folder);
  }

  @AfterEach
  void end() throws Exception {
    around.close();
  }

  @Test
  void aJobLivesThroughSavepointRescalingAndUpgrade() throws Exception {
    assertThat(around.bin().run("submit", "--config", "none.yaml").err())
        .contains("bin/cluster start");

    Commands.Said up =
        around.ok("cluster", "start", "--taskmanagers", "2", "--slots", "1", "--memory", "1200m");
    assertThat(up.last()).matches("http://127\\.0\\.0\\.1:\\d+");
    List<Member> members = around.cluster().members();
    assertThat(members).hasSize(4);

    Path config = config(8);
    String first = around.ok("submit", "--config", config.toString(), "--parallelism", "1").last();
    assertThat(first).matches("[0-9a-f]{32}");
    float[][] vectors = send(VECTORS);
    awaitFound(vectors, "one");

    awaitStatus();
    String savepoint = around.ok("savepoint", "words-job").last();
    assertThat(
            around
                .json("inspect", "--savepoint", savepoint, "--json")
                .get(0)
                .path("vectors")
                .asInt())
        .isEqualTo(VECTORS);
    List<JsonNode> hashes = around.json("inspect", "--savepoint", savepoint, "--hash", "--json");
    assertThat(hashes).hasSize(4 + 1);

    String second =
        around.ok("submit", "--config", config.toString(), "--from-savepoint", savepoint).last();
    awaitFound(vectors, "two");

    Path lists = config(9);
    Files.writeString(
        lists,
        Files.readString(lists)
            .replace("m: 8, ef-construction: 9", "type: ivf")
            .replace("vectors:\n", "  - {name: more, dimension: 2, shards: 2}\nvectors:\n"));
    JsonNode upgraded =
        around
            .json("upgrade", second, "--config", lists.toString(), "--parallelism", "1", "--json")
            .get(0);
    assertThat(upgraded.path("vectors").asInt()).isEqualTo(VECTORS);
    assertThat(upgraded.path("downtime_seconds").asDouble()).isPositive();
    assertThat(upgraded.path("content_equal").asBoolean()).isTrue();
    assertThat(upgraded.path("graph_equal").asBoolean()).isTrue();
    awaitFound(vectors, "three");
    theAddedCollectionIsThere();
    assertThat(
            around.json(
                "inspect", "--savepoint", upgraded.path("savepoint").asText(), "--hash", "--json"))
        .isEqualTo(hashes);

    exports(savepoint, vectors);
    failsAndGoesBack(upgraded.path("job").asText());
    awaitFound(vectors, "four");
    redisHas(vectors);

    JsonNode status = around.json("cluster", "status", "--json").get(0);
    assertThat(status.path("taskmanagers").asInt()).isEqualTo(2);
    aTaskManagerThatIsLostComesBack();
    assertThat(around.ok("cluster", "stop").last()).isEqualTo("4 processes stopped");
    assertThat(members).noneMatch(member -> member.process().isAlive());
    assertThat(around.bin().run("cluster", "status").status()).isEqualTo(1);
  }

  /** Nobody has to say again how many there were. */
  private void aTaskManagerThatIsLostComesBack() throws Exception {
    around.cluster().members(Role.TASKMANAGER).get(0).kill();
    assertThat(around.cluster().members(Role.TASKMANAGER)).hasSize(1);
    around.ok("cluster", "start");
    assertThat(around.cluster().members(Role.TASKMANAGER)).hasSize(2);
  }

  /** Through all of it: neither a savepoint nor an upgrade has taken or changed any. */
  private void redisHas(float[][] vectors) throws Exception {
    Map<String, float[]> words = new HashMap<>();
    for (int i = 0; i < vectors.length; i++) {
      words.put("id-" + i, vectors[i]);
    }
    try (Cache cache = new Cache(around.redis())) {
      Await.until("Redis with each vector", Surroundings.PATIENCE, () -> cache.holds(words));
    }
  }

  /** Metrics come late: until they say what is there, and that all of it was read. */
  private void awaitStatus() throws Exception {
    String rest = around.json("cluster", "status", "--json").get(0).path("rest").asText();
    Await.until(
        "the counts",
        Surroundings.PATIENCE,
        () -> {
          List<JsonNode> lines = around.json("status", "words-job", "--rest", rest, "--json");
          return sum(lines, "collection", "vectors") == VECTORS
              && sum(lines, "offsets", "read") >= VECTORS
              && sum(lines, "offsets", "committed") >= VECTORS
              && sum(lines, "lag", "lag") == 0;
        });
  }

  private static long sum(List<JsonNode> lines, String op, String field) {
    return lines.stream()
        .filter(line -> line.path("op").asText().equals(op))
        .mapToLong(line -> line.path(field).asLong())
        .sum();
  }

  private void theAddedCollectionIsThere() throws Exception {
    Messages more = new Messages("more");
    around.change("first", more.upsert("first", new float[] {1, 2}, 5, OptionalInt.empty()));
    int[] tries = {0};
    Await.until(
        "an answer from the added collection",
        Surroundings.PATIENCE,
        () -> {
          String id = "more-" + ++tries[0];
          around.ask(id, more.query(id, new float[] {1, 2}, 1));
          return around.answer(id).path("hits").path(0).path("id").asText().equals("first");
        });
  }

  /** What can be told before the job is stopped costs nothing; what can't is gone back from. */
  private void failsAndGoesBack(String job) throws Exception {
    String lists = folder.resolve("job-9.yaml").toString();
    Path other = folder.resolve("other.yaml");
    Files.writeString(
        other, Files.readString(Path.of(lists)).replace("shards: 4", "shards: 4, metric: l2"));
    Path without = folder.resolve("without.yaml");
    Files.writeString(
        without, Files.readString(Path.of(lists)).replace("[vectors]", "[more-vectors]"));
    around.createTopic("more-vectors");
    Path misspelt = folder.resolve("misspelt.yaml");
    Files.writeString(
        misspelt, Files.readString(Path.of(lists)).replace("name: words,", "name: wrods,"));
    for (String[] refused :
        new String[][] {
          {"upgrade", job, "--config", lists, "--set", "vectors.0.format", "xml"},
          {"upgrade", job, "--config", other.toString()},
          {"upgrade", job, "--config", without.toString()},
          {"upgrade", job, "--config", misspelt.toString()},
          {"submit", "--config", lists},
          {"backfill", "--config", lists, "--from", "earliest"}
        }) {
      Commands.Said said =
          around.bin().run(refused[0], Arrays.copyOfRange(refused, 1, refused.length));
      assertThat(said.status()).isEqualTo(1);
      refusals.append(said.err());
    }
    assertThat(refusals.toString())
        .contains("vectors.0.format is 'xml'")
        .contains("metric of collection words is L2, and its state was written with COSINE")
        .contains("the new job has no use for state of vectors-vectors")
        .contains("its shards would be dropped from state: words")
        .contains("job " + job + " of the name words-job runs (RUNNING)")
        .doesNotContain("Stopping job");
    assertThat(
            around.json("cluster", "status", "--json").get(0).path("jobs").findValuesAsText("id"))
        .contains(job);

    Commands.Said back =
        around
            .bin()
            .run("upgrade", job, "--config", lists, "--parallelism", "3", "--patience", "8");
    assertThat(back.status()).isEqualTo(1);
    assertThat(back.err())
        .contains("Rehearsing on idle TaskManagers, slots: 1 …")
        .doesNotContain("without a rehearsal", "rehearsal failed")
        .contains("the new job with every task running did not come within 8 s")
        .contains("Rolled back: the old jar and configuration run as job");
  }

  private void exports(String savepoint, float[][] vectors) throws Exception {
    Path file = folder.resolve("words.fbin");
    around.ok("inspect", "--savepoint", savepoint, "--export", file.toString());
    Vectors written = VectorFiles.vectors(file);
    List<String> lines = Files.readAllLines(folder.resolve("words.jsonl"));
    assertThat(lines).hasSize(VECTORS);
    Set<String> ids = new HashSet<>();
    for (int row = 0; row < VECTORS; row++) {
      JsonNode line = JSON.readTree(lines.get(row));
      int number = line.path("attributes").path("rank").asInt();
      assertThat(line.path("id").asText()).isEqualTo("id-" + number);
      assertThat(written.row(row)).isEqualTo(vectors[number]);
      ids.add(line.path("id").asText());
    }
    assertThat(ids).hasSize(VECTORS);

    StringBuilder query = new StringBuilder();
    for (float component : vectors[7]) {
      query.append(query.isEmpty() ? "" : ",").append(component);
    }
    JsonNode answer =
        around
            .json(
                "inspect",
                "--savepoint",
                savepoint,
                "--query",
                query.toString(),
                "--k",
                "3",
                "--json")
            .get(0);
    assertThat(answer.path("hits")).hasSize(3);
    assertThat(answer.path("hits").get(0).path("id").asText()).isEqualTo("id-7");

    Commands.Said other =
        around
            .bin()
            .run(
                "inspect", "--savepoint", savepoint, "--query", query.toString(), "--metric", "l2");
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.err())
        .contains("the metric of collection words is COSINE, and L2 was asked for");

    damaged(savepoint, vectors[7]);
    Commands.Said missing =
        around.bin().run("inspect", "--savepoint", folder.resolve("none").toString());
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err()).contains("none can't be read").doesNotContain("\tat ");
  }

  /** One byte of a vector, the end of a file, the savepoint's own description. */
  private void damaged(String savepoint, float[] vector) throws Exception {
    Path copy = folder.resolve("damaged");
    Path data = copyOf(savepoint, copy);
    byte[] bytes = Files.readAllBytes(data);
    ByteBuffer floats = ByteBuffer.allocate(Float.BYTES * DIMENSION).order(ByteOrder.LITTLE_ENDIAN);
    floats.asFloatBuffer().put(vector);
    int at = indexOf(bytes, floats.array());
    assertThat(at).isPositive();
    bytes[at] ^= 1;
    Files.write(data, bytes);
    assertThatThrownBy(() -> new SavedIndex(copy.toString()).summaries(Map.of(), Optional.empty()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageMatching(
            "(?s).*shard \\d of words can't be restored: the vector at slot \\d+ can't be read:"
                + " VectorRecord was written with checksum .*");

    Files.write(data, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> new SavedIndex(copy.toString()).summaries(Map.of(), Optional.empty()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("can't be read");

    Path metadata = copy.resolve("_metadata");
    Files.write(metadata, Arrays.copyOf(Files.readAllBytes(metadata), 100));
    assertThatThrownBy(() -> new SavedIndex(copy.toString()).summaries(Map.of(), Optional.empty()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("can't be read");
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at + wanted.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  /** The file of it that is largest: the state of the shards. */
  private static Path copyOf(String savepoint, Path copy) throws IOException {
    Files.createDirectory(copy);
    Path largest = copy;
    try (Stream<Path> files = Files.list(Path.of(URI.create(savepoint)))) {
      for (Path file : files.toList()) {
        Path to = Files.copy(file, copy.resolve(file.getFileName()));
        largest = largest.equals(copy) || Files.size(to) > Files.size(largest) ? to : largest;
      }
    }
    return largest;
  }

  private float[][] send(int count) {
    float[][] vectors = new float[count][];
    for (int i = 0; i < count; i++) {
      vectors[i] = around.vector(DIMENSION);
      String id = "id-" + i;
      around.change(id, messages.upsert(id, vectors[i], 1_000 + i, OptionalInt.of(i)));
    }
    around.flush();
    return vectors;
  }

  /** Asks until each is found as its own nearest. */
  private void awaitFound(float[][] vectors, String round) throws Exception {
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < vectors.length; i += 20) {
      open.add(i);
    }
    int[] tries = {0};
    Await.until(
        "answers of round " + round,
        Surroundings.PATIENCE,
        () -> {
          int attempt = ++tries[0];
          for (int i : open) {
            String id = "%s-%d-%d".formatted(round, attempt, i);
            around.ask(id, messages.query(id, vectors[i], 1));
          }
          Set<Integer> found = new HashSet<>();
          for (int i : open) {
            JsonNode answer = around.answer("%s-%d-%d".formatted(round, attempt, i));
            if (answer.path("hits").path(0).path("id").asText().equals("id-" + i)) {
              found.add(i);
            }
          }
          open.removeAll(found);
          return open.isEmpty();
        });
  }

  private Path config(int efConstruction) throws Exception {
    Path file = folder.resolve("job-%d.yaml".formatted(efConstruction));
    Files.writeString(
        file,
        """
        name: words-job
        collections:
          - {name: words, dimension: %1$d, shards: 4, index: {m: 8, ef-construction: %2$d}}
        vectors:
          - {type: kafka, bootstrap-servers: "%3$s", topics: [vectors], group-id: words, start: earliest}
        queries:
          - {type: kafka, bootstrap-servers: "%3$s", topics: [queries], group-id: words, start: earliest}
        results: {type: kafka, bootstrap-servers: "%3$s", topic: results}
        dead-letters: {type: kafka, bootstrap-servers: "%3$s", topic: dead}
        redis: {uri: "%4$s"}
        checkpoints: {interval: 1 s}
        """
            .formatted(DIMENSION, efConstruction, around.servers(), around.redis().uri()));
    return file;
  }
}
