package org.flinkvectorindex.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.flinkvectorindex.index.distance.CodeKernels;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackingTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void addsUpProductsOfWhatWasPacked(int bits) {
    long seed = bits;
    Random random = new Random(seed);
    for (int dimension :
        new int[] {1, 2, 3, 15, 16, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 784}) {
      Packing packing = Packing.of(bits, dimension, KernelChoice.best().codes());
      Packing.Sums sums = packing.sums();
      byte[] bytes = new byte[4 * packing.bytes() + CodeKernels.NIBBLES / 2];
      random.nextBytes(bytes); // What stands beside codes is no matter.
      int[][] codes = new int[4][];
      for (int row = 0; row < 4; row++) {
        codes[row] = random.ints(dimension, 0, 1 << bits).toArray();
        packing.pack(codes[row], bytes, row * packing.bytes());
      }
      int[] query =
          random.ints(dimension, sums.signed() ? -sums.most() : 0, sums.most() + 1).toArray();
      sums.aim(query, Arrays.stream(query).sum());
      assertThat(sums(sums, bytes, packing.bytes()))
          .as("a query, dimension %d, seed %d", dimension, seed)
          .isEqualTo(products(codes, query));
      sums.aim(bytes, 2 * packing.bytes(), Arrays.stream(codes[2]).sum());
      assertThat(sums(sums, bytes, packing.bytes()))
          .as("one of the packed, dimension %d, seed %d", dimension, seed)
          .isEqualTo(products(codes, codes[2]));
    }
  }

  private static int[] sums(Packing.Sums sums, byte[] packed, int stride) {
    int[] out = new int[4];
    sums.four(packed, 0, packed, stride, packed, 2 * stride, packed, 3 * stride, out);
    return out;
  }

  private static int[] products(int[][] codes, int[] query) {
    return Arrays.stream(codes)
        .mapToInt(row -> IntStream.range(0, query.length).map(i -> row[i] * query[i]).sum())
        .toArray();
  }
}
