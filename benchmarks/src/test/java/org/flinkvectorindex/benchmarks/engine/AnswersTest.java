package org.flinkvectorindex.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswersTest {
  private final Answers slow = new Answers(new int[][] {{1}}, 2, 0.5, 20, 90, 100);
  private final Answers fast = new Answers(new int[][] {{2}}, 1, 0.75, 10, 30, 101);

  @Test
  void quantilesAreOfThePassWhoseTimeIsTold() {
    for (Answers best : new Answers[] {slow.orFaster(fast), fast.orFaster(slow)}) {
      assertThat(best.seconds()).isEqualTo(1);
      assertThat(best.p50Micros()).isEqualTo(10);
      assertThat(best.p99Micros()).isEqualTo(30);
      assertThat(best.distances()).isEqualTo(101);
      assertThat(best.rows()).isEqualTo(fast.rows());
      assertThat(best.cpuSeconds()).as("by the processor").isEqualTo(0.5);
    }
  }
}
