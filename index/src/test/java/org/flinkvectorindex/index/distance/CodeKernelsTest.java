package org.flinkvectorindex.index.distance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodeKernelsTest {

  static Stream<Kernels> simd() {
    return Stream.of(new Simd256Kernels(), new Simd512Kernels());
  }

  @ParameterizedTest
  @MethodSource("simd")
  void addUpTheSameAsScalar(Kernels kernels) {
    long seed = 3;
    Random random = new Random(seed);
    CodeKernels simd = kernels.codes();
    CodeKernels scalar = new ScalarCodeKernels();
    for (int n : new int[] {32, 64, 96, 128, 800, 1536}) {
      int[] query = random.ints(n, -2047, 2048).toArray();
      byte[][] rows = new byte[4][n + 5];
      for (byte[] row : rows) {
        random.nextBytes(row);
      }
      int[] expected = new int[4];
      int[] actual = new int[4];
      scalar.bytes4(query, rows[0], 5, rows[1], 1, rows[2], 2, rows[3], 3, n, expected);
      simd.bytes4(query, rows[0], 5, rows[1], 1, rows[2], 2, rows[3], 3, n, actual);
      assertThat(actual).as("bytes, %d, seed %d", n, seed).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("simd")
  void widenTheSameAsScalar(Kernels kernels) {
    long seed = 4;
    Random random = new Random(seed);
    CodeKernels simd = kernels.codes();
    CodeKernels scalar = new ScalarCodeKernels();
    for (int n : new int[] {0, 32, 96, 800}) {
      byte[] row = new byte[n + 3];
      random.nextBytes(row);
      int[] expected = new int[n];
      int[] actual = new int[n];
      scalar.widenBytes(row, 3, n, 128, expected);
      simd.widenBytes(row, 3, n, 128, actual);
      assertThat(actual).as("bytes, %d, seed %d", n, seed).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("simd")
  void addUpHalvesOfBytesTheSameAsScalar(Kernels kernels) {
    long seed = 5;
    Random random = new Random(seed);
    CodeKernels simd = kernels.codes();
    CodeKernels scalar = new ScalarCodeKernels();
    for (int blocks : new int[] {1, 2, 5, 12, 64}) {
      int n = blocks * CodeKernels.NIBBLES;
      short[] query = new short[n];
      byte[][] rows = new byte[4][n / 2 + 5];
      for (byte[] row : rows) {
        random.nextBytes(row);
      }
      for (boolean most : new boolean[] {false, true}) {
        for (int i = 0; i < n; i++) {
          int number = random.nextInt(2 * CodeKernels.MOST + 1) - CodeKernels.MOST;
          query[i] = (short) (most ? CodeKernels.MOST : number);
        }
        if (most) {
          Arrays.fill(rows[0], (byte) -1);
        }
        int[] expected = new int[4];
        int[] actual = new int[4];
        scalar.nibbles4(query, rows[0], 5, rows[1], 1, rows[2], 2, rows[3], 3, n, expected);
        simd.nibbles4(query, rows[0], 5, rows[1], 1, rows[2], 2, rows[3], 3, n, actual);
        assertThat(actual).as("%d components, seed %d", n, seed).isEqualTo(expected);
        if (most) {
          assertThat(actual[0]).isEqualTo(n * 15 * CodeKernels.MOST);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("simd")
  void widenHalvesOfBytesTheSameAsScalar(Kernels kernels) {
    long seed = 6;
    Random random = new Random(seed);
    for (int n : new int[] {0, 128, 256, 896}) {
      byte[] row = new byte[n / 2 + 3];
      random.nextBytes(row);
      short[] expected = new short[n];
      short[] actual = new short[n];
      new ScalarCodeKernels().widenNibbles(row, 3, n, expected);
      kernels.codes().widenNibbles(row, 3, n, actual);
      assertThat(actual).as("%d components, seed %d", n, seed).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("simd")
  void roundTheSameAsScalar(Kernels kernels) {
    long seed = 7;
    Random random = new Random(seed);
    CodeKernels simd = kernels.codes();
    CodeKernels scalar = new ScalarCodeKernels();
    for (int n : new int[] {8, 16, 24, 104, 784}) {
      float[] v = new float[n];
      for (int i = 0; i < n; i++) {
        v[i] = random.nextInt(4) == 0 ? random.nextInt(9) - 4.5f : (float) random.nextGaussian();
      }
      v[random.nextInt(n)] = -7.25f;
      int[] expected = new int[n];
      int[] actual = new int[n];
      assertThat(simd.greatest(v, n)).isEqualTo(scalar.greatest(v, n)).isEqualTo(7.25f);
      int sum = scalar.round(v, n, 282.3f, expected);
      assertThat(simd.round(v, n, 282.3f, actual)).isEqualTo(sum);
      assertThat(actual).as("%d components, seed %d", n, seed).isEqualTo(expected);
      scalar.round(v, n, 1, expected);
      for (int i = 0; i < n; i++) {
        assertThat(expected[i]).isEqualTo((int) Math.rint(v[i]));
      }
    }
  }
}
