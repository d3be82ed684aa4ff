package org.flinkvectorindex.index.distance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ByteKernelsTest {

  static Stream<Kernels> all() {
    return Stream.of(new ScalarKernels(), new Simd256Kernels(), new Simd512Kernels());
  }

  @ParameterizedTest
  @MethodSource("all")
  void giveTheBitsThatTheSameNumbersHaveInFloats(Kernels kernels) {
    long seed = 17;
    Random random = new Random(seed);
    for (float middle : new float[] {0, 128}) {
      for (int n : new int[] {32, 64, 128, 800, 1536}) {
        byte[][] rows = new byte[4][n + 3];
        float[][] floats = new float[4][n];
        float[] query = new float[n];
        for (int i = 0; i < n; i++) {
          query[i] = (float) (middle + 50 * random.nextGaussian());
        }
        for (int r = 0; r < 4; r++) {
          random.nextBytes(rows[r]);
          for (int i = 0; i < n; i++) {
            floats[r][i] = rows[r][3 + i] + middle;
          }
          float[] widened = new float[n];
          kernels.bytes().widen(rows[r], 3, n, middle, widened);
          assertThat(widened).isEqualTo(floats[r]);
        }
        float[] expected = new float[5];
        float[] actual = new float[5];
        KernelChoice.scalar()
            .squaredL2x4(
                query, 0, floats[0], 0, floats[1], 0, floats[2], 0, floats[3], 0, n, expected, 1);
        kernels
            .bytes()
            .squaredL2x4(
                query, rows[0], 3, rows[1], 3, rows[2], 3, rows[3], 3, n, middle, actual, 1);
        assertThat(actual)
            .as("%s, %d, middle %s, seed %d", kernels.name(), n, middle, seed)
            .isEqualTo(expected);
      }
    }
  }
}
