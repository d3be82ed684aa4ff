package org.flinkvectorindex.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64, 100, 127, 384, 784})
  void keepsLengthsAndAnglesAndSpreadsOneComponentOverAll(int dimension) {
    Rotation rotation = new Rotation(dimension, KernelChoice.best().hadamard());
    Random random = new Random(dimension);
    float[] a = new float[dimension];
    float[] b = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      a[i] = (float) random.nextGaussian();
      b[i] = (float) random.nextGaussian();
    }
    double before = dot(a, b);
    double length = dot(a, a);
    rotation.apply(a);
    rotation.apply(b);
    assertThat(dot(a, b)).isCloseTo(before, within(1e-3));
    assertThat(dot(a, a)).isCloseTo(length, within(1e-3 * length));

    float[] back = a.clone();
    rotation.undo(back);
    rotation.apply(back);
    assertThat(back).usingComparatorWithPrecision(1e-4f).containsExactly(a);

    float[] one = new float[dimension];
    one[0] = 1;
    rotation.apply(one);
    for (float component : one) {
      assertThat(Math.abs(component)).isLessThanOrEqualTo((float) (6 / Math.sqrt(dimension)));
    }
  }

  /** Codes depend on it, and what is built of them. */
  @Test
  void isTheSameForEver() {
    float[] v = new float[100];
    for (int i = 0; i < v.length; i++) {
      v[i] = i % 7 - 3;
    }
    new Rotation(v.length, KernelChoice.best().hadamard()).apply(v);
    assertThat(Arrays.hashCode(v)).isEqualTo(-37128709);
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
