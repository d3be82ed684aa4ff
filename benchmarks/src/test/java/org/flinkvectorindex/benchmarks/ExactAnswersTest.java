package org.flinkvectorindex.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExactAnswersTest {
  private static final int ROWS = 5;

  /** Rows that turn away from the query and become shorter, all of them of one small size. */
  private static ExactAnswers answers(Metric metric, float size) {
    float[] values = new float[2 * ROWS];
    for (int row = 0; row < ROWS; row++) {
      values[2 * row] = size * (ROWS - row);
      values[2 * row + 1] = size * row;
    }
    Vectors query = new Vectors(1, 2, new float[] {size * ROWS, 0});
    return new ExactAnswers(new Vectors(ROWS, 2, values), query, metric);
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void whatIsFartherThanTheKthIsWrongHoweverSmallAllIs(Metric metric) {
    int[] all = IntStream.range(0, ROWS).toArray();
    for (float size : new float[] {1e6f, 1, 1e-6f}) {
      ExactAnswers exact = answers(metric, size);
      double kth = exact.kth(0, 3, all);
      assertThat(exact.right(0, all, kth)).as("size %s", size).isEqualTo(3);
    }
  }

  @Test
  void anAnswerThatIsGivenTwiceCountsOnce() {
    ExactAnswers exact = answers(Metric.L2, 1);
    double kth = exact.kth(0, 3, IntStream.range(0, ROWS).toArray());
    assertThat(exact.right(0, new int[] {0, 1, 0}, kth)).isEqualTo(2);
  }
}
