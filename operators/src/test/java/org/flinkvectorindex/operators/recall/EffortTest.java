package org.flinkvectorindex.operators.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EffortTest {
  private static final double TARGET = 0.95;

  /** An index whose recall grows with the effort, the slower the harder the data are. */
  private static double recall(int ef, double hardness) {
    return 1 - 0.6 * Math.exp(-ef / hardness);
  }

  @Test
  void holdsTheTargetAtLittleMoreThanTheLeastEffortWhileDataDrift() {
    long seed = System.nanoTime();
    System.out.println("EffortTest: seed " + seed);
    Random random = new Random(seed);
    Effort effort = new Effort(new RecallSpec(0.01, TARGET, 8, 1000), 64);
    double[] hardness = {20, 60, 30};
    for (double hard : hardness) {
      double sum = 0;
      long cost = 0;
      for (int sample = 0; sample < 8_000; sample++) {
        for (int level = effort.lowest(); level <= effort.highest(); level++) {
          effort.learn(level, observed(random, recall(effort.at(level), hard)));
        }
        effort.decide();
        if (sample >= 2_000) {
          sum += recall(effort.now(), hard);
          cost += effort.now();
        }
      }
      assertThat(sum / 6_000).isBetween(TARGET - 0.01, TARGET + 0.025);
      double least = -hard * Math.log((1 - TARGET) / 0.6);
      assertThat(cost / 6_000.0).isLessThan(1.5 * least);
    }
  }

  @Test
  void staysWithinItsBounds() {
    Effort effort = new Effort(new RecallSpec(0.01, TARGET, 8, 20), 500);
    assertThat(effort.now()).isEqualTo(20);
    for (int i = 0; i < 2_000; i++) {
      for (int level = effort.lowest(); level <= effort.highest(); level++) {
        effort.learn(level, 1);
      }
      effort.decide();
    }
    assertThat(effort.now()).isEqualTo(8);
    for (int i = 0; i < 2_000; i++) {
      for (int level = effort.lowest(); level <= effort.highest(); level++) {
        effort.learn(level, 0.1);
      }
      effort.decide();
    }
    assertThat(effort.now()).isEqualTo(20);
  }

  private static double observed(Random random, double recall) {
    int hits = 0;
    for (int i = 0; i < 10; i++) {
      hits += random.nextDouble() < recall ? 1 : 0;
    }
    return hits / 10.0;
  }
}
