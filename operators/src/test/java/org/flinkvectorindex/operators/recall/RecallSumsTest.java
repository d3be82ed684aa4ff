package org.flinkvectorindex.operators.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.flinkvectorindex.connectors.record.WindowStatistics.Recall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecallSumsTest {

  /**
   * Queries of unlike difficulty, of each the ten hits together.
   *
   * @param easy share of queries that find all
   */
  @ParameterizedTest
  @CsvSource({
    "0.9, 0.8, 100",
    "0.97, 0.9, 200",
    "0.5, 0.9, 100",
    "0, 0.6, 50",
    "0.8, 0.5, 500",
    "0.99, 0.8, 300"
  })
  void theIntervalCoversTheTruth(double easy, double hard, int samples) {
    long seed = System.nanoTime();
    System.out.println("RecallSumsTest: seed " + seed);
    Random random = new Random(seed);
    double truth = easy + (1 - easy) * hard;
    long covered =
        IntStream.range(0, 1_000)
            .filter(
                run -> {
                  RecallSums sums = new RecallSums();
                  for (int i = 0; i < samples; i++) {
                    sums.add(recall(random, easy, hard));
                  }
                  Recall recall = sums.recall().orElseThrow();
                  return recall.low() <= truth && truth <= recall.high();
                })
            .count();
    assertThat(covered).isGreaterThanOrEqualTo(930);
  }

  private static double recall(Random random, double easy, double hard) {
    if (random.nextDouble() < easy) {
      return 1;
    }
    int hits = 0;
    for (int i = 0; i < 10; i++) {
      hits += random.nextDouble() < hard ? 1 : 0;
    }
    return hits / 10.0;
  }

  @Test
  void aHundredPerfectAnswersAreNotCertainty() {
    RecallSums sums = new RecallSums();
    for (int i = 0; i < 100; i++) {
      sums.add(1);
    }
    Recall recall = sums.recall().orElseThrow();
    assertThat(recall.value()).isEqualTo(1);
    assertThat(recall.high()).isEqualTo(1);
    assertThat(recall.low()).isBetween(0.95, 0.99);
  }
}
