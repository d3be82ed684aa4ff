package org.flinkvectorindex.index.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HadamardKernelsTest {
  private static final int BEFORE = 3;

  private final List<HadamardKernels> simd =
      List.of(new Simd256HadamardKernels(), new Simd512HadamardKernels());
  private final HadamardKernels scalar = new ScalarHadamardKernels();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 32, 64, 128, 512, 4096})
  void transformsToTheSameBits(int n) {
    float[] expected = numbers(n);
    scalar.transform(expected, BEFORE, n);
    for (HadamardKernels each : simd) {
      float[] actual = numbers(n);
      each.transform(actual, BEFORE, n);
      assertThat(actual).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 50, 392})
  void mixesHalvesToTheSameBits(int half) {
    float[] expected = numbers(2 * half);
    scalar.butterfly(expected, BEFORE, half, 0.7f);
    for (HadamardKernels each : simd) {
      float[] actual = numbers(2 * half);
      each.butterfly(actual, BEFORE, half, 0.7f);
      assertThat(actual).containsExactly(expected);
    }
  }

  /** A component is the sum of all with the signs of its row of Hadamard's matrix. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 64})
  void isHadamards(int n) {
    float[] v = numbers(n);
    float[] transformed = v.clone();
    scalar.transform(transformed, BEFORE, n);
    for (int row = 0; row < n; row++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += (Integer.bitCount(row & i) & 1) == 0 ? v[BEFORE + i] : -v[BEFORE + i];
      }
      assertThat((double) transformed[BEFORE + row]).isCloseTo(sum, within(1e-4));
    }
  }

  /** With three on both sides, which stay as they are. */
  private static float[] numbers(int n) {
    Random random = new Random(n);
    float[] v = new float[n + 2 * BEFORE];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) random.nextGaussian();
    }
    return v;
  }
}
