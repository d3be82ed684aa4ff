package org.flinkvectorindex.console.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.operators.shard.VectorRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportTest {
  @TempDir private Path folder;

  @Test
  void takesThePlaceOfAnotherExportAndOfNothingElse() throws Exception {
    Path file = folder.resolve("words.fbin");
    Path lines = folder.resolve("words.jsonl");
    for (int round = 1; round <= 2; round++) {
      try (Export export = new Export(file)) {
        export.add(vector("a", round));
        export.add(vector("b", -round));
        assertThat(Files.exists(file)).as("before all is written").isEqualTo(round > 1);
        export.complete();
      }
      assertThat(VectorFiles.vectors(file).row(1)).containsExactly(-round, 0);
      assertThat(Files.readAllLines(lines)).hasSize(2);
      assertThat(lines)
          .content()
          .startsWith(
              "{\"row\":0,\"id\":\"a\",\"ts\":1,\"order\":[%d,\"t\",3,4,5]}"
                  .formatted(Long.MAX_VALUE));
    }

    try (Export failed = new Export(file)) {
      failed.add(vector("c", 9));
    }
    assertThat(VectorFiles.vectors(file).row(1))
        .as("of the last that was completed")
        .containsExactly(-2, 0);
    assertThat(Files.list(folder)).containsExactlyInAnyOrder(file, lines);

    Path own = Files.writeString(folder.resolve("history.jsonl"), "{\"op\":\"delete\"}\n");
    Path beside = folder.resolve("history.fbin");
    assertThatThrownBy(() -> new Export(beside))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(own + " is there, was not exported, and would be overwritten");
    assertThat(own).hasContent("{\"op\":\"delete\"}\n");
    assertThat(beside).doesNotExist();
  }

  /** Readers go by the name: what is not packed must not be called so. */
  @ParameterizedTest
  @ValueSource(strings = {"words.fbin.gz", "words.jsonl", "words"})
  void isNotCalledWhatItIsNot(String name) {
    assertThatThrownBy(() -> new Export(folder.resolve(name)))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "--export is %s, allowed: a file F.fbin, which is not packed; beside it comes F.jsonl",
            folder.resolve(name));
    assertThat(folder).isEmptyDirectory();
  }

  private static VectorRecord vector(String id, float first) {
    return new VectorRecord(
        id,
        new OrderKey(Long.MAX_VALUE, "t", 3, 4, 5),
        1,
        OptionalLong.empty(),
        Optional.empty(),
        new float[] {first, 0});
  }
}
