package org.flinkvectorindex.console.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.console.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** By the options that are typed, and the metrics of a job of two subtasks by their names. */
class ReadinessTest {
  private static final Optional<String> OLD = Optional.of("words-1");
  private static final OptionalLong NEWEST = OptionalLong.of(5_000);

  private final Map<String, List<Double>> metrics = new LinkedHashMap<>();

  @Test
  void withoutAWatermarkItIsTheNewestChangeOfTheOneThatServes() {
    live("words-1", 60, 40);
    live("words-2", 60, 40);
    report("words-2", "newest-ts", 4_000, 4_999);
    assertThat(behind()).containsExactly("newest change 4999 of 5000");
    report("words-2", "newest-ts", 5_000, 3_000);
    assertThat(behind()).isEmpty();
  }

  /** As of the slowest subtask; before the first one Flink reports the least number there is. */
  @Test
  void aWatermarkMustHavePassedEverySubtask() {
    live("words-1", 60, 40);
    live("words-2", 60, 40);
    assertThat(behind("--watermark", "6000")).containsExactly("watermark none of 6000");
    watermarks(7_000, Long.MIN_VALUE);
    assertThat(behind("--watermark", "6000")).containsExactly("watermark none of 6000");
    watermarks(7_000, 5_999);
    assertThat(behind("--watermark", "6000")).containsExactly("watermark 5999 of 6000");
    assertThat(behind("--watermark", "1970-01-01T00:00:06Z"))
        .containsExactly("watermark 5999 of 6000");
    watermarks(7_000, 6_000);
    assertThat(behind("--watermark", "6000")).isEmpty();
  }

  @Test
  void aWatermarkStandsForTheNewestChangeAndNotForTheVectors() {
    live("words-1", 60, 40);
    live("words-2", 10, 0);
    watermarks(6_000, 6_000);
    report("words-2", "newest-ts", 1, 1);
    assertThat(behind("--watermark", "6000")).containsExactly("10 vectors of 100");
    live("words-2", 60, 40);
    assertThat(behind("--watermark", "6000")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1.0, 101", "0.9, 91", "0.5, 51", "0, 0", "1.5, 152"})
  void aShareOfTheVectorsIsRoundedUp(String share, long least) {
    live("words-1", 61, 40);
    report("words-2", "newest-ts", 5_000);
    if (least > 0) {
      live("words-2", least - 1, 0);
      assertThat(behind("--share", share))
          .containsExactly("%d vectors of %d".formatted(least - 1, least));
    }
    live("words-2", least, 0);
    assertThat(behind("--share", share)).isEmpty();
  }

  @Test
  void allThatIsMissingIsSaid() {
    live("words-1", 60, 40);
    assertThat(behind()).containsExactly("newest change 0 of 5000", "0 vectors of 100");
  }

  /** Else an alias that stands for nothing yet would stand for an empty collection at once. */
  @Test
  void whereNothingServesOnlyEventTimeCanTell() {
    assertThatThrownBy(() -> of().check(Optional.empty(), "--instead-of"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("--watermark is not given, and no collection serves now")
        .hasMessageEndingWith("allowed: a watermark, or --instead-of");
    Readiness readiness = of("--watermark", "6000");
    readiness.check(Optional.empty(), "");
    live("words-2", 1, 0);
    assertThat(readiness.behind(view(), "words-2", Optional.empty(), OptionalLong.empty()))
        .containsExactly("watermark none of 6000");
    watermarks(6_000, 6_000);
    assertThat(readiness.behind(view(), "words-2", Optional.empty(), OptionalLong.empty()))
        .isEmpty();
  }

  /** One that serves may be created and never fed, but not misspelt. */
  @Test
  void aWatermarkNeedsNoVectorOfTheOneThatServes() {
    Readiness readiness = of("--watermark", "6000");
    live("words-2", 1, 0);
    watermarks(6_000, 6_000);
    for (Readiness each : List.of(of(), readiness)) {
      assertThatThrownBy(() -> each.requireComparable(view(), "words-1"))
          .isInstanceOf(CommandFailure.class)
          .hasMessage("words-1 is no collection of the job");
    }
    report("words-1", "exists", 1);
    assertThatThrownBy(() -> of().requireComparable(view(), "words-1"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll("words-1 has no vectors", "--watermark is not given");
    readiness.requireComparable(view(), "words-1");
    assertThat(readiness.behind(view(), "words-2", OLD, OptionalLong.of(0))).isEmpty();
    live("words-1", 0, 0);
    of().requireComparable(view(), "words-1");
  }

  /** Flink has no metrics for who asks first, and then those of one process before another's. */
  @Test
  void whatIsNotKnownIsNotCaughtUp() {
    List<String> unknown = List.of(Readiness.METRICS);
    assertThat(behindIn(new JobView(Map.of(), 0))).isEqualTo(unknown);
    live("words-2", 60, 40);
    report("words-2", "newest-ts", 5_000, 5_000);
    assertThat(behindIn(new JobView(metrics, 1))).isEqualTo(unknown);
    assertThat(behindIn(new JobView(metrics, 0))).isEmpty();
  }

  /** Beside one that serves and has none either. */
  @Test
  void aCollectionOfWhichNoSubtaskHasAnythingIsNotCaughtUp() {
    live("words-1", 0, 0);
    assertThat(of().behind(view(), "words-2", OLD, OptionalLong.of(0)))
        .containsExactly("a first vector");
    watermarks(6_000, 6_000);
    assertThat(behind("--watermark", "6000")).containsExactly("a first vector");
  }

  /** Subtasks weigh as much as they have checked; one that checked none knows no recall. */
  @Test
  void recallIsOfEnoughAnswers() {
    assertThat(untried()).isEmpty();
    assertThat(untried("--recall", "0.9")).containsExactly("0 answers checked of 100");
    report("words-2", "recall-samples", 75, 24);
    report("words-2", "recall", 1.0, 1.0);
    assertThat(untried("--recall", "0.9")).containsExactly("99 answers checked of 100");
    assertThat(untried("--recall", "0.9", "--samples", "99")).isEmpty();
    report("words-2", "recall-samples", 75, 25);
    report("words-2", "recall", 0.8, 1.0);
    assertThat(untried("--recall", "0.86")).containsExactly("recall 0.8500 of 0.86");
    assertThat(untried("--recall", "0.85")).isEmpty();
    report("words-2", "recall-samples", 100, 0);
    report("words-2", "recall", 0.9, Double.NaN);
    assertThat(untried("--recall", "0.9")).isEmpty();
    report("words-2", "recall", Double.NaN, Double.NaN);
    assertThat(untried("--recall", "0")).containsExactly("recall unknown of 0.0");
  }

  /** Names of which one begins as the other does. */
  @Test
  void othersOfTheJobDoNotCount() {
    live("words-1", 60, 40);
    live("words-22", 1_000, 0);
    report("words-22", "newest-ts", 9_000);
    report("words-22", "recall-samples", 9_000);
    metrics.put("Window.currentInputWatermark", List.of(9_000.0));
    assertThat(behind()).containsExactly("newest change 0 of 5000", "0 vectors of 100");
    assertThat(behind("--watermark", "6000"))
        .containsExactly("watermark none of 6000", "0 vectors of 100");
    assertThat(untried("--recall", "0.9")).containsExactly("0 answers checked of 100");
  }

  @ParameterizedTest
  @CsvSource({
    "--watermark, tomorrow",
    "--watermark, -1",
    "--watermark, 2026-11-21",
    "--share, -0.1",
    "--share, 10.1",
    "--share, NaN",
    "--recall, 1.1",
    "--recall, -0.1",
    "--recall, NaN",
    "--samples, 0"
  })
  void whatCannotBeMeantIsRefused(String option, String value) {
    Readiness readiness = of(option, value);
    assertThatThrownBy(() -> readiness.check(OLD, ""))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith(option + " is " + value + ", allowed: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "999999999999999999", "2026-11-21T10:00:00.5Z"})
  void timesAreMillisecondsOrIso(String time) {
    of("--watermark", time, "--share", "10", "--recall", "1", "--samples", "1").check(OLD, "");
  }

  private List<String> behind(String... options) {
    return of(options).behind(view(), "words-2", OLD, NEWEST);
  }

  private static List<String> behindIn(JobView view) {
    return of().behind(view, "words-2", OLD, NEWEST);
  }

  private List<String> untried(String... options) {
    return of(options).untried(view(), "words-2");
  }

  private JobView view() {
    return new JobView(metrics, 0);
  }

  private void live(String collection, double... subtasks) {
    report(collection, "live", subtasks);
  }

  private void report(String collection, String metric, double... subtasks) {
    put("Insert_and_search.collection.%s.%s".formatted(collection, metric), subtasks);
  }

  private void watermarks(double... subtasks) {
    put("Insert_and_search.currentInput1Watermark", subtasks);
  }

  private void put(String name, double... subtasks) {
    List<Double> values = new ArrayList<>();
    for (double each : subtasks) {
      values.add(each);
    }
    metrics.put(name, values);
  }

  private static Readiness of(String... options) {
    Waiting command = new Waiting();
    new CommandLine(command).parseArgs(options);
    return command.readiness;
  }

  @Command
  private static final class Waiting {
    @Mixin private Readiness readiness;
  }
}
