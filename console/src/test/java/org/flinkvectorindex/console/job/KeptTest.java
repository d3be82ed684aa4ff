package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class KeptTest {
  private static final Kept RUNNING =
      new Kept(
          Optional.of(
              submission(
                  OptionalInt.of(2),
                  false,
                  "--redis.password",
                  "secret",
                  "--collections.0.index.ef",
                  "90",
                  "--backfill.name",
                  "history-1",
                  "--backfill.files",
                  "/a")),
          OptionalInt.of(2));

  private final List<String> said = new ArrayList<>();

  @Test
  void whatIsNotSaidOtherwiseStays() {
    Submission next =
        RUNNING.in(
            submission(OptionalInt.empty(), false, "--collections.0.index.ef", "70"),
            true,
            said::add);
    assertThat(next.parallelism()).hasValue(2);
    assertThat(next.overrides())
        .containsExactly(
            "--redis.password",
            "secret",
            "--backfill.name",
            "history-1",
            "--backfill.files",
            "/a",
            "--collections.0.index.ef",
            "70");
    assertThat(said).hasSize(2).noneMatch(text -> text.contains("secret"));
    assertThat(said.get(1)).contains("redis.password, backfill.name, backfill.files");
  }

  @Test
  void whatIsSaidOtherwiseIsSo() {
    Submission next = RUNNING.in(submission(OptionalInt.of(4), false), false, said::add);
    assertThat(next.parallelism()).hasValue(4);
    assertThat(next.overrides()).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void otherHistoryTakesThePlaceOfTheOld() {
    assertThat(
            RUNNING
                .in(
                    submission(OptionalInt.empty(), false, "--backfill.from", "earliest"),
                    true,
                    said::add)
                .overrides())
        .contains("--backfill.from", "--redis.password")
        .doesNotContain("--backfill.files", "--backfill.name");
    assertThat(said).noneMatch(text -> text.contains("given up"));
    assertThat(RUNNING.in(submission(OptionalInt.empty(), true), true, said::add).overrides())
        .contains("--redis.password")
        .doesNotContain("--backfill.files", "--backfill.name");
    assertThat(said).anyMatch(text -> text.contains("History is given up"));
  }

  private static Submission submission(
      OptionalInt parallelism, boolean dropState, String... overrides) {
    return new Submission(
        Path.of("job.jar"),
        Path.of("job.yaml"),
        List.of(overrides),
        parallelism,
        Optional.empty(),
        dropState);
  }
}
