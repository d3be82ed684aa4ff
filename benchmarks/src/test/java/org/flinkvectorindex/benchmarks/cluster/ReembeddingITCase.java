package org.flinkvectorindex.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.flinkvectorindex.benchmarks.local.Await;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Re-embedding as docs/operations.md tells it, by {@code bin/collection}, on processes of their
 * own: what the commands say is printed.
 */
@Tag("full")
class ReembeddingITCase {
  private static final int OLD_DIMENSION = 16;
  private static final int NEW_DIMENSION = 24;
  private static final int VECTORS = 2_000;

  /** Milliseconds since the epoch; changes are of 1,000 to 2,999. */
  private static final String WATERMARK = "5000";

  /** The watermark is a second behind. */
  private static final long LATER = 6_001;

  @TempDir private Path folder;
  private Surroundings around;
  private int asked;

  @BeforeEach
  void start() throws Exception {
    around = new Surroundings(folder);
  }

  @AfterEach
  void end() throws Exception {
    around.close();
  }

  @Test
  void anotherGenerationTakesOver() throws Exception {
    around.ok("cluster", "start", "--taskmanagers", "2", "--slots", "1", "--memory", "1200m");
    around.ok("submit", "--config", config().toString());
    collection("alias", "words", "words-1");
    send("words-1", OLD_DIMENSION);
    awaitFrom("words-1", OLD_DIMENSION);

    collection("create", "words-2", "--key", "dimension", "24", "--key", "quantizer.type", "sq8");
    refused("words-2 is there already", "create", "words-2", "--key", "dimension", "99");
    Commands.Said early =
        said("alias", "words", "words-2", "--when-caught-up", "--patience", "3 s");
    assertThat(early.status()).isEqualTo(1);
    assertThat(early.err()).contains("words-2 may not serve yet").contains("0 vectors of 2000");
    send("words-2", NEW_DIMENSION);
    collection("await", "words-2", "--instead-of", "words-1");
    refused(
        "words-2 may not serve yet, after 3 s: 2000 vectors of 2400",
        "await",
        "words-2",
        "--instead-of",
        "words-1",
        "--share",
        "1.2",
        "--patience",
        "3 s");

    // It has all that the other has, but event time has not come to where it is wanted.
    refused("words-2 may not serve yet, after 3 s: watermark ", caughtUp("--patience", "3 s"));
    awaitFrom("words-1", OLD_DIMENSION);
    assertThat(collection("list").out())
        .containsExactly(
            "words-1: configured, 2000 vectors, serves words", "words-2: created, 2000 vectors");
    sendLater();
    collection(caughtUp("--recall", "0.9", "--samples", "50", "--queries", queries().toString()));
    awaitFrom("words-2", NEW_DIMENSION);

    collection("alias", "words", "words-1");
    awaitFrom("words-1", OLD_DIMENSION);
    refused("queries go to it by the alias words", "drop", "words-1");

    collection("unalias", "words");
    assertThat(collection("list").out())
        .containsExactly("words-1: configured, 2000 vectors", "words-2: created, 2000 vectors");
    around.ask("nobody", new Messages("words").query("nobody", around.vector(OLD_DIMENSION), 1));
    assertThat(around.answer("nobody").path("error").path("code").asText())
        .isEqualTo("UNKNOWN_COLLECTION");
    // Without a topic of dead letters there is none to listen to.
    collection("alias", "words", "words-2", "--set", "dead-letters.topic", "not-made-yet");
    collection("drop", "words-1");
    awaitFrom("words-2", NEW_DIMENSION);
    assertThat(collection("list").out())
        .containsExactly("words-2: created, 2000 vectors, serves words");
    collection("list", "--json");

    String savepoint = around.ok("savepoint", "words-job").last();
    assertThat(around.ok("inspect", "--savepoint", savepoint).out())
        .containsExactly("words-2: 2000 vectors in 8 shards");
    around.ok("submit", "--config", config().toString(), "--from-savepoint", savepoint);
    awaitFrom("words-2", NEW_DIMENSION);
  }

  /** Puts it where the other is, once event time has passed all but the later changes. */
  private static String[] caughtUp(String... further) {
    List<String> all =
        new ArrayList<>(
            List.of("alias", "words", "words-2", "--when-caught-up", "--watermark", WATERMARK));
    all.addAll(List.of(further));
    return all.toArray(String[]::new);
  }

  private void refused(String reason, String... arguments) throws Exception {
    Commands.Said said = said(arguments);
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).contains(reason).doesNotContain("\tat ");
  }

  private Commands.Said collection(String... arguments) throws Exception {
    Commands.Said said = said(arguments);
    assertThat(said.status()).as("%s: %s", List.of(arguments), said.err()).isZero();
    return said;
  }

  private Commands.Said said(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--config");
    all.add(config().toString());
    Commands.Said said = around.bin().run("collection", all.toArray(String[]::new));
    System.out.printf(
        "$ bin/collection %s --config job.yaml%n%s%s%n",
        String.join(" ", arguments).replace(folder.toString() + "/", ""),
        said.err(),
        String.join("\n", said.out()));
    return said;
  }

  /** The first ids once more, in every partition. */
  private void sendLater() {
    Messages messages = new Messages("words-2");
    for (int i = 0; i < 20; i++) {
      String id = "id-" + i;
      around.change(
          id, messages.upsert(id, around.vector(NEW_DIMENSION), LATER, OptionalInt.of(i)));
    }
    around.flush();
  }

  private void send(String collection, int dimension) {
    Messages messages = new Messages(collection);
    for (int i = 0; i < VECTORS; i++) {
      String id = "id-" + i;
      around.change(
          id, messages.upsert(id, around.vector(dimension), 1_000 + i, OptionalInt.of(i)));
    }
    around.flush();
  }

  /** Asks by the alias until the collection answers, complete and with ten. */
  private void awaitFrom(String collection, int dimension) throws Exception {
    Messages messages = new Messages("words");
    Await.until(
        "an answer from " + collection,
        Surroundings.PATIENCE,
        () -> {
          String id = "q-" + asked++;
          around.ask(id, messages.query(id, around.vector(dimension), 10));
          JsonNode answer = around.answer(id);
          return answer.path("from").asText().equals(collection)
              && answer.path("collection").asText().equals("words")
              && answer.path("complete").asBoolean()
              && answer.path("hits").size() == 10;
        });
  }

  private Path queries() throws Exception {
    int count = 50;
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + 4 * count * NEW_DIMENSION).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(count).putInt(NEW_DIMENSION);
    for (int i = 0; i < count; i++) {
      for (float component : around.vector(NEW_DIMENSION)) {
        bytes.putFloat(component);
      }
    }
    return Files.write(folder.resolve("queries.fbin"), bytes.array());
  }

  private Path config() throws Exception {
    Path file = folder.resolve("job.yaml");
    Files.writeString(
        file,
        """
        name: words-job
        collections:
          - {name: words-1, dimension: %1$d}
        vectors:
          - {type: kafka, bootstrap-servers: "%2$s", topics: [vectors], group-id: words, start: earliest}
        queries:
          - {type: kafka, bootstrap-servers: "%2$s", topics: [queries], group-id: words, start: earliest}
        control: {type: kafka, bootstrap-servers: "%2$s", topic: control, group-id: words}
        results: {type: kafka, bootstrap-servers: "%2$s", topic: results}
        dead-letters: {type: kafka, bootstrap-servers: "%2$s", topic: dead}
        redis: {uri: "%3$s"}
        search: {timeout: 30 s}
        checkpoints: {interval: 1 s}
        """
            .formatted(OLD_DIMENSION, around.servers(), around.redis().uri()));
    return file;
  }
}
