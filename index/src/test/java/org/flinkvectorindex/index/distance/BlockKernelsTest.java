package org.flinkvectorindex.index.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BlockKernelsTest {
  private static final BlockKernels SCALAR = new ScalarBlockKernels();
  private static final int START = 3 * BlockKernels.LANES;

  static Stream<BlockKernels> kernels() {
    assumeTrue(KernelChoice.simd(), "runs without SIMD");
    return Stream.of(new Simd256BlockKernels(), new Simd512BlockKernels());
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void giveTheSameBitsAsScalar(BlockKernels simd) {
    Random random = new Random(17);
    for (int n = 2; n <= 260; n += 2) {
      float[] q = new float[n];
      float[] block = new float[BlockKernels.LANES * n];
      short[] shorts = new short[n];
      int[] ints = new int[n];
      byte[] bytes = new byte[BlockKernels.LANES * n];
      random.nextBytes(bytes);
      for (int i = 0; i < n; i++) {
        q[i] = (float) random.nextGaussian();
        shorts[i] =
            (short) (random.nextInt(2 * BlockKernels.NIBBLE_MOST + 1) - BlockKernels.NIBBLE_MOST);
        ints[i] = random.nextInt(4095) - 2047;
      }
      // The greatest sum there can be, and the least: nothing may leave 16 bits on the way.
      if (n % 4 == 0) {
        int sign = n % 8 == 0 ? 1 : -1;
        for (int i = 0; i < n; i++) {
          shorts[i] = (short) ((i % 2 == 0 ? 1 : -1) * sign * BlockKernels.NIBBLE_MOST);
        }
        java.util.Arrays.fill(bytes, (byte) 0x8F);
      }
      short[] plain = shorts.clone();
      BlockKernels.steepen(shorts, n);
      for (int i = 0; i < block.length; i++) {
        block[i] = (float) random.nextGaussian();
      }
      float[] expected = new float[BlockKernels.LANES + 3];
      float[] actual = new float[BlockKernels.LANES + 3];
      SCALAR.dots(q, block, n, expected, 3);
      simd.dots(q, block, n, actual, 3);
      assertThat(actual).as("dots of %d", n).isEqualTo(expected);
      SCALAR.squaredL2s(q, block, n, expected, 3);
      simd.squaredL2s(q, block, n, actual, 3);
      assertThat(actual).as("squared distances of %d", n).isEqualTo(expected);
      int[] sums = new int[BlockKernels.LANES];
      int[] others = new int[BlockKernels.LANES];
      SCALAR.bytes(ints, bytes, 0, n, sums);
      simd.bytes(ints, behind(bytes), START, n, others);
      assertThat(others).as("bytes of %d", n).isEqualTo(sums);
      SCALAR.nibbles(shorts, bytes, 0, n, sums);
      simd.nibbles(shorts, behind(bytes), START, n, others);
      assertThat(others).as("nibbles of %d", n).isEqualTo(sums);
      for (int lane = 0; lane < BlockKernels.LANES; lane++) {
        int sum = 0;
        for (int i = 0; i < n; i += 2) {
          int both = bytes[BlockKernels.LANES / 2 * i + lane];
          sum += plain[i] * (both & 15) + plain[i + 1] * (both >> 4);
        }
        assertThat(others[lane]).as("nibbles of %d", n).isEqualTo(sum);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void lookUpTheSameAsScalar(BlockKernels simd) {
    Random random = new Random(23);
    for (int n : new int[] {2, 4, 50, 66, 392, 510, 512, 514, 1030, 4096}) {
      byte[] tables = new byte[BlockKernels.TABLE * (n + 1)];
      byte[] block = new byte[BlockKernels.LANES / 2 * n];
      random.nextBytes(block);
      for (boolean greatest : new boolean[] {true, false}) {
        for (int i = 0; i < tables.length; i++) {
          // The greatest sum there can be: nothing may leave 16 bits on the way.
          tables[i] =
              (byte)
                  (greatest
                      ? BlockKernels.LOOKUP_MOST
                      : random.nextInt(BlockKernels.LOOKUP_MOST + 1));
        }
        int[] sums = new int[BlockKernels.LANES];
        int[] others = new int[BlockKernels.LANES];
        SCALAR.lookups(tables, block, 0, n, sums);
        simd.lookups(tables, behind(block), START, n, others);
        assertThat(others).as("look-ups of %d", n).isEqualTo(sums);
        if (greatest) {
          assertThat(sums).containsOnly(BlockKernels.LOOKUP_MOST * n);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void findTheSameCodewordsAsScalar(BlockKernels simd) {
    Random random = new Random(37);
    for (int pairs = 1; pairs < 60; pairs++) {
      float[] words = new float[2 * BlockKernels.TABLE * pairs];
      float[] point = new float[2 * pairs];
      for (int i = 0; i < words.length; i++) {
        words[i] = random.nextInt(9) - 4; // Many are equally near.
      }
      for (int i = 0; i < point.length; i++) {
        point[i] = random.nextInt(3) == 0 ? random.nextInt(5) : (float) random.nextGaussian();
      }
      byte[] expected = new byte[pairs + 1];
      byte[] actual = new byte[pairs + 1];
      SCALAR.codewords(words, point, pairs, expected);
      simd.codewords(words, point, pairs, actual);
      assertThat(actual).as("%d pairs", pairs).isEqualTo(expected);
      for (int pair = 0; pair < pairs; pair++) {
        double least = Double.POSITIVE_INFINITY;
        for (int word = 0; word < BlockKernels.TABLE; word++) {
          least = Math.min(least, squared(words, point, pair, word));
        }
        assertThat(squared(words, point, pair, expected[pair]))
            .isCloseTo(least, within(1e-5 * least));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void makeTheSameTablesAsScalar(BlockKernels simd) {
    Random random = new Random(41);
    for (int pairs = 1; pairs < 60; pairs++) {
      float[] words = new float[2 * BlockKernels.TABLE * pairs];
      float[] point = new float[2 * pairs];
      for (int i = 0; i < words.length; i++) {
        words[i] = (float) random.nextGaussian();
      }
      for (int i = 0; i < point.length; i++) {
        point[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
      }
      float[][] dots = new float[2][BlockKernels.TABLE * pairs];
      float[][] leasts = new float[2][pairs];
      byte[][] tables = new byte[2][BlockKernels.TABLE * (pairs + 1)];
      float[][] taken = new float[2][BlockKernels.TABLE];
      float greatest = SCALAR.products(words, point, pairs, dots[0], leasts[0]);
      assertThat(simd.products(words, point, pairs, dots[1], leasts[1])).isEqualTo(greatest);
      assertThat(dots[1]).as("%d pairs", pairs).isEqualTo(dots[0]);
      assertThat(leasts[1]).isEqualTo(leasts[0]);
      float scale = greatest == 0 ? 0 : BlockKernels.LOOKUP_MOST / greatest;
      float step = greatest / BlockKernels.LOOKUP_MOST;
      SCALAR.round(dots[0], pairs, scale, step, tables[0], taken[0]);
      simd.round(dots[1], pairs, scale, step, tables[1], taken[1]);
      assertThat(tables[1]).as("%d pairs", pairs).isEqualTo(tables[0]);
      assertThat(taken[1]).isEqualTo(taken[0]);
      for (int i = 0; i < dots[0].length; i++) {
        assertThat(step * tables[0][i]).isCloseTo(dots[0][i], within(0.501f * step));
      }
    }
  }

  private static double squared(float[] words, float[] point, int pair, int word) {
    int at = 2 * BlockKernels.TABLE * pair + word;
    return Math.pow((double) point[2 * pair] - words[at], 2)
        + Math.pow((double) point[2 * pair + 1] - words[at + BlockKernels.TABLE], 2);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void estimateTheSameAsScalar(BlockKernels simd) {
    Random random = new Random(31);
    for (int round = 0; round < 200; round++) {
      CodeEstimate by =
          new CodeEstimate(
              (float) random.nextGaussian(),
              1 + random.nextInt(2),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextFloat(),
              random.nextInt(200) - 100,
              (float) random.nextGaussian(),
              random.nextFloat());
      int[] sums = random.ints(BlockKernels.LANES, -1_000_000, 1_000_000).toArray();
      // Squares and middles are not there where they are not asked for.
      float[] numbers =
          new float[CodeEstimate.floats(by.besides(), by.middles()) * BlockKernels.LANES];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] =
            i < BlockKernels.LANES
                ? CodeGrid.pack(CodeGrid.rounded(random.nextFloat()), random.nextFloat())
                : (float) random.nextGaussian();
      }
      float[] expected = new float[BlockKernels.LANES + 3];
      float[] actual = new float[BlockKernels.LANES + 3];
      float[] least = new float[BlockKernels.LANES + 3];
      float[] other = new float[BlockKernels.LANES + 3];
      SCALAR.estimates(by, sums, numbers, 0, expected, least, 3);
      simd.estimates(by, sums, behind(numbers), START, actual, other, 3);
      assertThat(actual).isEqualTo(expected);
      assertThat(other).isEqualTo(least);
      simd.estimates(by, sums, behind(numbers), START, other, other, 3);
      assertThat(other).as("where nobody wants the least").isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void findTheSameLanesNotAboveABound(BlockKernels simd) {
    Random random = new Random(29);
    float[] bounds = {0, -0f, 1, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN};
    for (int round = 0; round < 200; round++) {
      float[] values = new float[BlockKernels.LANES];
      int expected = 0;
      float bound = bounds[round % bounds.length];
      for (int lane = 0; lane < values.length; lane++) {
        values[lane] =
            random.nextInt(3) == 0
                ? bounds[random.nextInt(bounds.length)]
                : (float) random.nextGaussian();
        expected |= values[lane] > bound ? 0 : 1 << lane;
      }
      assertThat(SCALAR.notAbove(bound, values)).isEqualTo(expected);
      assertThat(simd.notAbove(bound, values)).isEqualTo(expected);
    }
  }

  /** A block that others lie before in its array. */
  private static byte[] behind(byte[] block) {
    byte[] all = new byte[START + block.length];
    System.arraycopy(block, 0, all, START, block.length);
    return all;
  }

  private static float[] behind(float[] numbers) {
    float[] all = new float[START + numbers.length];
    System.arraycopy(numbers, 0, all, START, numbers.length);
    return all;
  }
}
