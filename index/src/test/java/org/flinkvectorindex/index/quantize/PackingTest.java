package org.flinkvectorindex.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackingTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void givesBackWhatWasPackedAndAddsItUp(int bits) {
    long seed = bits;
    Random random = new Random(seed);
    for (int dimension : new int[] {1, 2, 15, 16, 31, 32, 33, 63, 64, 65, 100, 784}) {
      Packing packing = Packing.of(bits, dimension, KernelChoice.best().codes());
      Packing.Sums sums = packing.sums();
      byte[] bytes = new byte[4 * packing.bytes() + 16];
      random.nextBytes(bytes); // What stands beside codes is no matter.
      int[][] codes = new int[4][];
      for (int row = 0; row < 4; row++) {
        codes[row] = random.ints(dimension, 0, 1 << bits).toArray();
        packing.pack(codes[row], bytes, row * packing.bytes());
      }
      int[] back = new int[dimension];
      packing.unpack(bytes, packing.bytes(), back);
      assertThat(back).as("dimension %d, seed %d", dimension, seed).isEqualTo(codes[1]);

      int[] query = random.ints(dimension, sums.least(), sums.most() + 1).toArray();
      for (int[] asked : new int[][] {query, codes[2]}) {
        sums.aim(asked);
        int[] out = new int[4];
        int stride = packing.bytes();
        sums.four(bytes, 0, bytes, stride, bytes, 2 * stride, bytes, 3 * stride, out);
        int[] expected =
            Arrays.stream(codes)
                .mapToInt(
                    row -> {
                      int sum = 0;
                      for (int i = 0; i < dimension; i++) {
                        sum += row[i] * asked[i];
                      }
                      return sum;
                    })
                .toArray();
        assertThat(out).as("dimension %d, seed %d", dimension, seed).isEqualTo(expected);
      }
    }
  }
}
