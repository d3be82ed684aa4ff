package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.inspect.ShardSummary;
import org.junit.jupiter.api.Test;

/** Only a difference speaks against a job that runs. */
class ComparisonTest {
  private static final ShardSummary FIRST = new ShardSummary("words", 0, 3, "aa", "bb");
  private static final ShardSummary SECOND = new ShardSummary("words", 1, 4, "cc", "dd");

  @Test
  void shardsMayComeAgainAndInAnyOrder() {
    assertThat(Comparison.of(() -> List.of(FIRST, SECOND), () -> List.of(SECOND, FIRST, FIRST)))
        .isEqualTo(new Comparison.Equal(2, 7));
  }

  @Test
  void aShardThatIsMissingOrOtherIsADifference() {
    assertThat(Comparison.of(() -> List.of(FIRST, SECOND), () -> List.of(FIRST)))
        .isInstanceOf(Comparison.Different.class);
    ShardSummary other = new ShardSummary("words", 1, 4, "cc", "ee");
    assertThat(Comparison.of(() -> List.of(SECOND), () -> List.of(other)))
        .isInstanceOf(Comparison.Different.class);
  }

  /** Where TaskManagers log no INFO nothing speaks against the job. */
  @Test
  void logsThatSayNothingAtAllAreNone() {
    assertThat(Comparison.of(() -> List.of(FIRST, SECOND), List::of))
        .isInstanceOfSatisfying(
            Comparison.NotMade.class,
            none -> assertThat(none.why()).hasMessageContaining("Restored shard"));
    assertThat(Comparison.of(List::of, List::of)).isEqualTo(new Comparison.Equal(0, 0));
  }

  @Test
  void whatCanNotBeReadIsNone() {
    CommandFailure unreadable = new CommandFailure("can't be read: Java heap space");
    assertThat(
            Comparison.of(
                () -> {
                  throw unreadable;
                },
                () -> List.of(FIRST)))
        .isEqualTo(new Comparison.NotMade(unreadable));
    OutOfMemoryError memory = new OutOfMemoryError("Java heap space");
    assertThat(
            Comparison.of(
                () -> List.of(FIRST),
                () -> {
                  throw memory;
                }))
        .isEqualTo(new Comparison.NotMade(memory));
  }
}
