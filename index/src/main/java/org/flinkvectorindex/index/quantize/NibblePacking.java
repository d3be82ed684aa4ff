package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.distance.CodeKernels;

/**
 * Four bits a component. Of each 32 components the first half lies in the lower halves of bytes,
 * the second in the upper ones; a last block that is not full is split in the middle too.
 */
record NibblePacking(int dimension, CodeKernels kernels) implements Packing {
  private static final int BLOCK = 2 * CodeKernels.BLOCK;

  @Override
  public int bytes() {
    return (dimension + 1) / 2;
  }

  private static int half(int block, int dimension) {
    return (Math.min(BLOCK, dimension - block) + 1) / 2;
  }

  @Override
  public void pack(int[] codes, byte[] to, int at) {
    int b = at;
    for (int block = 0; block < dimension; block += BLOCK) {
      int half = half(block, dimension);
      for (int i = block; i < block + half; i++) {
        int upper = i + half < dimension ? codes[i + half] : 0;
        to[b++] = (byte) (codes[i] | upper << 4);
      }
    }
  }

  @Override
  public Sums sums() {
    int padded = (dimension + BLOCK - 1) / BLOCK * BLOCK;
    return new Sums() {
      private final int[] query = new int[padded];

      @Override
      public int least() {
        return -most();
      }

      @Override
      public int most() {
        return Packing.most(dimension, 15);
      }

      @Override
      public void aim(int[] numbers, int sum) {
        for (int block = 0; block < dimension; block += BLOCK) {
          int half = half(block, dimension);
          System.arraycopy(numbers, block, query, block, half);
          System.arraycopy(
              numbers,
              block + half,
              query,
              block + CodeKernels.BLOCK,
              Math.min(half, dimension - block - half));
        }
      }

      @Override
      public void aim(byte[] packed, int from, int sum) {
        int whole = dimension / BLOCK * BLOCK;
        kernels.widenNibbles(packed, from, whole, query);
        int half = half(whole, dimension);
        for (int i = whole; i < whole + half; i++) {
          int both = packed[from + i - whole / 2];
          query[i] = both & 15;
          query[i + CodeKernels.BLOCK] = both >> 4 & 15;
        }
      }

      @Override
      public void four(
          byte[] a,
          int aFrom,
          byte[] b,
          int bFrom,
          byte[] c,
          int cFrom,
          byte[] d,
          int dFrom,
          int[] out) {
        kernels.nibbles4(query, a, aFrom, b, bFrom, c, cFrom, d, dFrom, padded, out);
      }
    };
  }
}
