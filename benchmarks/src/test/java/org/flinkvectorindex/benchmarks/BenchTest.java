package org.flinkvectorindex.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Measurements as they are called from outside. */
class BenchTest {
  private static final int ROWS = 300;

  @TempDir private Path folder;

  private String rows() throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(8 + ROWS * 8 * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(ROWS).putInt(8);
    Random random = new Random(1);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) random.nextGaussian());
    }
    return Files.write(folder.resolve("rows.fbin"), bytes.array()).toString();
  }

  private String runbook(String steps) throws Exception {
    return Files.writeString(folder.resolve("rb.yaml"), "words: {" + steps + "}").toString();
  }

  /** What other programs type. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann --base F --queries F --truth F --metric cosine --index hnsw --quantizer none --ef 10,20 --k 10 --json",
        "ann --base F --queries F --truth F --metric l2 --index ivf --quantizer rabitq --bits 4 --rerank 50 --m 16"
            + " --ef-construction 200 --nlist 100 --shards 1 --ef 10,20 --k 10 --json",
        "ann --base F --queries F --truth F --metric ip --index flat --quantizer pq --ef 10 --k 10 --json",
        "runbook --runbook F --dataset NAME --base F --queries F --metric l2 --index hnsw --quantizer sq8 --ef 64 --fresh --json",
        "state --base F --change 0.01 --rounds 30 --metric l2 --json",
        "pipeline --base F --queries F --rate max --query-rate 50 --seconds 60 --json",
        "pipeline --base F --queries F --rate 1000 --query-rate 50 --seconds 60 --json"
      })
  void theContractsLinesAreTaken(String arguments) {
    new CommandLine(Bench.class)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments.split(" ", -1));
  }

  @Test
  void aRunbookWithoutDeletesHasItsLongestPause() throws Exception {
    String rows = rows();
    Said said =
        Said.by(
            "runbook --json --dataset words --metric l2 --base %s --queries %s --runbook %s"
                .formatted(
                    rows,
                    rows,
                    runbook(
                        "1: {operation: search}, 2: {operation: insert, start: 0, end: 300},"
                            + " 3: {operation: search}")));
    assertThat(said.status()).isZero();
    assertThat(said.out()).hasSize(3);
    JsonNode summary = new ObjectMapper().readTree(said.out().get(2));
    assertThat(summary.get("max_pause_ms").asDouble()).isPositive();
    assertThat(summary.get("min_recall").asDouble()).isGreaterThan(0.9);
  }

  /** Of a tag that is not there, or no more. */
  @Test
  void onlyDeletesOfWhatIsThereAreTimed() throws Exception {
    String rows = rows();
    Said said =
        Said.by(
            "runbook --json --dataset words --metric l2 --base %s --queries %s --runbook %s"
                .formatted(
                    rows,
                    rows,
                    runbook(
                        "1: {operation: insert, start: 0, end: 200},"
                            + " 2: {operation: delete, start: 0, end: 50},"
                            + " 3: {operation: delete, start: 20, end: 60},"
                            + " 4: {operation: delete, start: 200, end: 290}")));
    assertThat(said.status()).isZero();
    JsonNode summary = new ObjectMapper().readTree(said.out().get(0));
    assertThat(summary.get("inserts").asInt()).isEqualTo(200);
    assertThat(summary.get("deletes").asInt()).isEqualTo(60);
  }

  @Test
  void mistakesAreToldWithoutATrace() throws Exception {
    String rows = rows();
    String data = " --queries %s --base ".formatted(rows);
    String steps = runbook("1: {operation: insert, start: 0, end: 301}");
    assertToldInWords(
        Said.by("runbook --dataset words --runbook " + steps + data + rows), 1, "end is '301'");
    assertToldInWords(
        Said.by("runbook --dataset words --runbook " + steps + data + "/none/base.fbin"),
        1,
        "no such file: /none/base.fbin");
    assertToldInWords(
        Said.by("runbook --dataset words --quantizer pq --runbook " + steps + data + rows), 1, "");
    assertToldInWords(
        Said.by("runbook --dataset words --ef 0 --runbook " + steps + data + rows),
        2,
        "--ef is 0, allowed: 1 or more");
    assertToldInWords(
        Said.by("runbook --dataset words --k 0 --runbook " + steps + data + rows),
        2,
        "--k is 0, allowed: 1 or more");
  }

  private static void assertToldInWords(Said said, int status, String words) {
    assertThat(said.err()).contains(words).doesNotContain("\tat ");
    assertThat(said.status()).isEqualTo(status);
    assertThat(said.out()).isEmpty();
  }
}
