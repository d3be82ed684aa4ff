package org.flinkvectorindex.operators.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.flinkvectorindex.connectors.record.WindowStatistics.Drift;
import org.flinkvectorindex.connectors.record.WindowStatistics.Moments;
import org.junit.jupiter.api.Test;

class DriftsTest {
  private static final int DIMENSION = 32;

  @Test
  void samplesOfOneDistributionAreNotApart() {
    long seed = System.nanoTime();
    System.out.println("DriftsTest: seed " + seed);
    Random random = new Random(seed);
    for (int size : new int[] {100, 1_000, 10_000}) {
      Moments reference = sample(random, size, 0, 1);
      double greatest = 0;
      for (int window = 0; window < 100; window++) {
        Drift drift = Drifts.between(sample(random, size, 0, 1), reference, 0);
        greatest = Math.max(greatest, Math.max(drift.mean(), drift.spread()));
      }
      assertThat(greatest).isLessThan(0.6);
    }
  }

  @Test
  void aMovedMeanIsApartAndSoIsAnotherSpread() {
    Random random = new Random(3);
    Moments reference = sample(random, 1_000, 0, 1);
    Drift moved = Drifts.between(sample(random, 1_000, 0.5, 1), reference, 7);
    assertThat(moved.mean()).isGreaterThan(1);
    assertThat(moved.spread()).isLessThan(1);
    assertThat(moved.start()).isEqualTo(7);
    Drift wider = Drifts.between(sample(random, 1_000, 0, 1.5), reference, 7);
    assertThat(wider.mean()).isLessThan(1);
    assertThat(wider.spread()).isGreaterThan(1);
  }

  /** With millions of vectors any difference is significant; one of a twentieth is still small. */
  @Test
  void aSmallMoveIsNotFlaggedHoweverSureOneIs() {
    Random random = new Random(4);
    Moments reference = sample(random, 200_000, 0, 1);
    assertThat(Drifts.between(sample(random, 200_000, 0.05, 1), reference, 0).flagged()).isFalse();
    assertThat(Drifts.between(sample(random, 200_000, 0.15, 1), reference, 0).flagged()).isTrue();
  }

  @Test
  void withoutVarianceAnyDifferenceIsBeyondMeasure() {
    Moments one = new Moments(100, new float[] {1}, new float[] {0});
    Moments two = new Moments(100, new float[] {2}, new float[] {0});
    assertThat(Drifts.between(two, one, 0).mean()).isEqualTo(Float.MAX_VALUE);
    assertThat(Drifts.between(one, one, 0).flagged()).isFalse();
  }

  /** Dimensions of unlike variance that all share a heavy-tailed length, as embeddings do. */
  private static Moments sample(Random random, int count, double shift, double scale) {
    VectorSums sums = new VectorSums();
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < count; i++) {
      double length = Math.exp(0.3 * random.nextGaussian());
      for (int d = 0; d < DIMENSION; d++) {
        double sd = 1 + d % 4;
        vector[d] = (float) (sd * (2 + shift + scale * length * random.nextGaussian()));
      }
      sums.add(vector);
    }
    return sums.moments().orElseThrow();
  }
}
