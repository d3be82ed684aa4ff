package org.flinkvectorindex.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/inspect} on savepoints of releases, which are kept. */
class InspectTest {
  private static final Path RELEASED =
      Project.root().resolve("operators/src/test/resources/savepoints");

  /** Of the vectors of {@link #RELEASED}. */
  private static final int DIMENSION = 4;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.1",
        "0.1-ivf",
        "0.1-ivf-pq",
        "0.1-ivf-rabitq",
        "0.1-hnsw-sq8",
        "0.1-hnsw-rabitq"
      })
  void answersFromWhatEachReleaseWrote(String release) throws Exception {
    String savepoint = released(release);
    Said hashes = Said.by("inspect", "--savepoint", savepoint, "--hash");
    assertThat(hashes.err()).isEmpty();
    for (String shard : Files.readAllLines(RELEASED.resolve(release).resolve("hashes"))) {
      String[] words = shard.split(" ");
      assertThat(hashes.out())
          .contains("content %s, graph %016x".formatted(words[1], Long.parseLong(words[2])));
    }

    Path file = folder.resolve("words.fbin");
    Said export = Said.by("inspect", "--savepoint", savepoint, "--export", file.toString());
    assertThat(export.err()).isEmpty();
    float[] vector = VectorFiles.vectors(file).row(0);
    String components = "%s,%s,%s,%s".formatted(vector[0], vector[1], vector[2], vector[3]);
    Said hits =
        Said.by("inspect", "--savepoint", savepoint, "--query", components, "--metric", "l2");
    assertThat(hits.err()).isEmpty();
    assertThat(hits.out().lines()).hasSize(10);
    assertThat(hits.out()).startsWith("0.000000 ");
  }

  /** Written by Flink itself, of all stages and two collections. */
  @Test
  void answersFromASavepointOfAWholeJob() throws Exception {
    Path job = Project.root().resolve("jobs/src/test/resources/savepoints/0.1-job");
    Said hashes = Said.by("inspect", "--savepoint", job.toString(), "--hash");
    assertThat(hashes.err()).isEmpty();
    for (String shard : Files.readAllLines(job.resolve("hashes"))) {
      assertThat(hashes.out()).contains(shard.substring(shard.indexOf("content")));
    }
    for (String collection : new String[] {"words", "pictures"}) {
      Path file = folder.resolve(collection + ".fbin");
      Said export =
          Said.by(
              "inspect",
              "--savepoint",
              job.toString(),
              "--collection",
              collection,
              "--export",
              file.toString());
      assertThat(export.err()).isEmpty();
      assertThat(VectorFiles.vectors(file).count()).isEqualTo(collection.equals("words") ? 59 : 43);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2,3 | collection words has dimension 4, the query has 3 components",
        "1,2,3,4,5 | collection words has dimension 4, the query has 5 components",
        "1,2,NaN,4 | component 2 of --query is NaN, allowed: finite numbers",
        "1,2,1e99,4 | component 2 of --query is 1e99, allowed: finite numbers",
        "1,2,x,4 | component 2 of --query is \"x\", allowed: numbers"
      })
  void aQueryThatIsNotOfTheCollectionIsRefused(String query, String message) throws Exception {
    Said refused = Said.by("inspect", "--savepoint", released("0.1-ivf"), "--query", query);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err().strip()).isEqualTo(message);
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void aCollectionThatIsNotThereHasNoAnswerAndNoExport() throws Exception {
    String savepoint = released("0.1-ivf");
    Path file = Files.writeString(folder.resolve("base.fbin"), "of old");
    for (String[] what :
        new String[][] {{"--query", "1,2,3,4"}, {"--export", file.toString()}, {"--count"}}) {
      String[] arguments = {"inspect", "--savepoint", savepoint, "--collection", "nope"};
      String[] all = new String[arguments.length + what.length];
      System.arraycopy(arguments, 0, all, 0, arguments.length);
      System.arraycopy(what, 0, all, arguments.length, what.length);
      Said refused = Said.by(all);
      assertThat(refused.status()).as(what[0]).isEqualTo(1);
      assertThat(refused.err().strip()).isEqualTo(savepoint + " has no collection nope");
    }
    assertThat(file).hasContent("of old");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--count", "--hash", "--export"})
  void aMetricIsForQueriesOnly(String what) throws Exception {
    Path file = folder.resolve("words.fbin");
    String[] arguments = {"inspect", "--savepoint", released("0.1-ivf"), "--metric", "l2", what};
    if (what.equals("--export")) {
      arguments = Arrays.copyOf(arguments, arguments.length + 1);
      arguments[arguments.length - 1] = file.toString();
    }
    Said refused = Said.by(arguments);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err().strip()).isEqualTo("--metric is L2, allowed: with --query only");
    assertThat(refused.out()).isEmpty();
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--hash", "--export"})
  void whatIsStoredMustFitTheConfiguration(String what) throws Exception {
    String savepoint = released("0.1-ivf");
    Path file = folder.resolve("words.fbin");
    for (String metric : new String[] {"l2", "cosine"}) {
      List<String> arguments =
          new ArrayList<>(List.of("inspect", "--savepoint", savepoint, "--collection", "words"));
      arguments.addAll(List.of("--config", configured(metric).toString(), what));
      if (what.equals("--export")) {
        arguments.add(file.toString());
      }
      Said said = Said.by(arguments.toArray(String[]::new));
      if (metric.equals("l2")) {
        assertThat(said.err()).isEmpty();
        Files.deleteIfExists(file);
      } else {
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.err()).contains("metric of collection words is COSINE");
        assertThat(file).doesNotExist();
      }
    }
  }

  private Path configured(String metric) throws Exception {
    return Files.writeString(
        folder.resolve(metric + ".yaml"),
        """
        name: words-job
        collections:
          - {name: words, dimension: %d, metric: %s, shards: 4, index: {type: ivf}}
        vectors:
          - {type: kafka, bootstrap-servers: "k:1", topics: [vectors], group-id: words}
        queries:
          - {type: kafka, bootstrap-servers: "k:1", topics: [queries], group-id: words}
        results: {type: kafka, bootstrap-servers: "k:1", topic: results}
        dead-letters: {type: kafka, bootstrap-servers: "k:1", topic: dead}
        """
            .formatted(DIMENSION, metric));
  }

  @Test
  void anExportThatFailsLeavesWhatWasThere() throws Exception {
    byte[] shards = Files.readAllBytes(RELEASED.resolve("0.1-ivf").resolve("shards"));
    shards[metaOfLists(shards) + 20] ^= 1;
    Path file = Files.writeString(folder.resolve("base.fbin"), "of old");
    // Named, so that nothing is read before the export begins.
    Said failed =
        Said.by(
            "inspect",
            "--savepoint",
            saved(shards),
            "--collection",
            "words",
            "--export",
            file.toString());
    assertThat(failed.status()).isEqualTo(1);
    assertThat(file).hasContent("of old");
    assertThat(folder.resolve("base.jsonl")).doesNotExist();
    assertThat(folder.toFile().list()).doesNotContain("base.fbin.new", "base.jsonl.new");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 'ShardMeta has version 99, this release reads 1 to 4'",
    "6, 'version is 99, this release reads 1 to 4'"
  })
  void whatALaterReleaseWroteIsRefusedByItsVersion(int at, String message) throws Exception {
    byte[] shards = Files.readAllBytes(RELEASED.resolve("0.1-ivf").resolve("shards"));
    shards[metaOfLists(shards) + at] = 99;
    String savepoint = saved(shards);
    Said refused = Said.by("inspect", "--savepoint", savepoint);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err().strip())
        .startsWith(savepoint + " can't be read: ")
        .endsWith(message)
        .doesNotContain("\n");
  }

  /**
   * Where the meta of a shard of lists is, in state that is not compressed: its version, the length
   * of what the index says, and that: a mark, a version, the dimension.
   */
  private static int metaOfLists(byte[] bytes) {
    ByteBuffer state = ByteBuffer.wrap(bytes);
    for (int at = 0; at + 8 < bytes.length; at++) {
      int length = state.getInt(at + 1);
      if (bytes[at] == 3
          && length > 8
          && length < 10_000
          && bytes[at + 5] == 'I'
          && bytes[at + 6] == 1
          && bytes[at + 7] == DIMENSION) {
        return at;
      }
    }
    throw new AssertionError("no shard meta");
  }

  private String released(String release) throws Exception {
    return saved(Files.readAllBytes(RELEASED.resolve(release).resolve("shards")));
  }

  private String saved(byte[] shards) throws Exception {
    return SavepointFolder.of(shards, Files.createDirectory(folder.resolve("savepoint")));
  }
}
