package org.flinkvectorindex.benchmarks.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runbooks as big-ann-benchmarks has them; one that does not fit is refused before it begins. */
class RunbookTest {
  @TempDir private Path folder;

  private List<Step> read(String dataset, String yaml) throws IOException {
    return Runbook.read(Files.writeString(folder.resolve("rb.yaml"), yaml), dataset, 1000);
  }

  @Test
  void stepsComeInTheirOrder() throws IOException {
    assertThat(
            read(
                "words",
                """
                other: {1: {operation: search}}
                words:
                  2: {operation: "search"}
                  1: {operation: insert, start: 0, end: 900}
                  3: {operation: delete, start: 0, end: 100}
                  4: {operation: replace, tags_start: 100, tags_end: 200, ids_start: 900, ids_end: 1000}
                  gt_url: none
                  max_pts: 900
                """))
        .containsExactly(
            new Step.Insert(0, 900),
            new Step.Search(),
            new Step.Delete(0, 100),
            new Step.Replace(100, 200, 900));
  }

  @Test
  void itNeedsNoMostThatAreLive() throws IOException {
    assertThat(read("words", "words: {1: {operation: search}}")).hasSize(1);
  }

  @Test
  void anUnknownDataSetIsToldThoseThatThereAre() {
    assertThatThrownBy(() -> read("wrods", "words: {1: {operation: search}}"))
        .hasMessageEndingWith("rb.yaml has no data set wrods, it has [words]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "operation: insert, start: 0, end: 1001 | end is '1001', allowed: 0 to 1000",
        "operation: insert, start: -1, end: 5 | start is '-1', allowed: 0 to 1000",
        "operation: insert, start: 7, end: 5 | end is '5', allowed: 7 to 1000",
        "operation: insert, start: 0.5, end: 7 | start is '0.5', allowed: 0 to 1000",
        "operation: insert, start: 7 | end is '', allowed: 7 to 1000",
        "operation: delete, start: 7, end: 5 | end is '5', allowed: 7 to 2147483647",
        "operation: delete, start: 0, end: 4294967297 | end is '4294967297', allowed: 0 to",
        "operation: replace, tags_start: 0, tags_end: 101, ids_start: 900 | tags_end is '101', allowed: 0 to 100",
        "operation: replace, tags_start: 0, tags_end: 9, ids_start: 0, ids_end: 8 | ids_end is '8', allowed: 9",
        "operation: merge | operation is 'merge', allowed: insert, delete, replace, search"
      })
  void aStepThatDoesNotFitIsNamed(String step, String complaint) {
    assertThatThrownBy(
            () -> read("words", "words: {1: {operation: search}, 2: {%s}}".formatted(step)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("rb.yaml, step 2: " + complaint);
  }
}
