package org.flinkvectorindex.index.distance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelsTest {
  private static final Kernels SCALAR = KernelChoice.scalar();

  static Stream<Kernels> simd() {
    return Stream.of(new Simd256Kernels(), new Simd512Kernels());
  }

  @ParameterizedTest
  @MethodSource("simd")
  void givesTheSameBitsAsScalar(Kernels simd) {
    long seed = 7;
    Random random = new Random(seed);
    for (int dimension :
        new int[] {1, 7, 8, 16, 24, 31, 32, 33, 56, 100, 128, 384, 768, 784, 1536}) {
      int n = Kernels.padded(dimension);
      float[][] rows = new float[5][3 + n];
      for (float[] row : rows) {
        for (int i = 0; i < dimension; i++) {
          row[3 + i] = (float) random.nextGaussian();
        }
      }
      float[] expected = new float[4];
      float[] actual = new float[4];
      SCALAR.dot4(rows[0], 3, rows[1], 3, rows[2], 3, rows[3], 3, rows[4], 3, n, expected, 0);
      simd.dot4(rows[0], 3, rows[1], 3, rows[2], 3, rows[3], 3, rows[4], 3, n, actual, 0);
      assertThat(actual).as("dot4, dimension %d, seed %d", dimension, seed).isEqualTo(expected);
      assertThat(simd.dot(rows[0], 3, rows[1], 3, n)).isEqualTo(expected[0]);
      SCALAR.squaredL2x4(
          rows[0], 3, rows[1], 3, rows[2], 3, rows[3], 3, rows[4], 3, n, expected, 0);
      simd.squaredL2x4(rows[0], 3, rows[1], 3, rows[2], 3, rows[3], 3, rows[4], 3, n, actual, 0);
      assertThat(actual).as("l2x4, dimension %d, seed %d", dimension, seed).isEqualTo(expected);
      assertThat(simd.squaredL2(rows[0], 3, rows[1], 3, n)).isEqualTo(expected[0]);
    }
  }

  @Test
  void sumsAreRight() {
    float[] a = new float[40];
    float[] b = new float[40];
    double dot = 0;
    double squares = 0;
    for (int i = 0; i < 40; i++) {
      a[i] = i;
      b[i] = 2 - i;
      dot += a[i] * b[i];
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    assertThat(KernelChoice.best().dot(a, 0, b, 0, 40)).isEqualTo((float) dot);
    assertThat(KernelChoice.best().squaredL2(a, 0, b, 0, 40)).isEqualTo((float) squares);
  }

  @Test
  void testsRunWithSimd() {
    assertThat(KernelChoice.simd()).isTrue();
  }
}
