package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.flinkvectorindex.console.CommandFailure;
import org.junit.jupiter.api.Test;

class BackfillCommandTest {
  @Test
  void aJobIsToldFullPathsAndUrisAsTheyAre() {
    assertThat(BackfillCommand.paths(List.of("a b.jsonl", "file:/data/x.jsonl", "s3://h/y.fbin")))
        .isEqualTo(
            "file:" + Path.of("a b.jsonl").toAbsolutePath() + ",file:/data/x.jsonl,s3://h/y.fbin");
  }

  @Test
  void aNameWithACommaIsRefusedByName() {
    assertThatThrownBy(() -> BackfillCommand.paths(List.of("a,b.jsonl")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("a,b.jsonl: ");
  }
}
