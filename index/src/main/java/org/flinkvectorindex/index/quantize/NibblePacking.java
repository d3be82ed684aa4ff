package org.flinkvectorindex.index.quantize;

import java.util.Arrays;
import org.flinkvectorindex.index.distance.CodeKernels;

/**
 * Four bits a component, as {@link CodeKernels#nibbles4} takes them. A last block that is not full
 * is split in four parts too, so that nothing lies between its codes.
 */
record NibblePacking(int dimension, CodeKernels kernels) implements Packing {
  private static final int BLOCK = CodeKernels.NIBBLES;
  private static final int QUARTER = CodeKernels.QUARTER;

  /** Components that share two bytes. */
  private static final int SHARING = 4;

  @Override
  public int bytes() {
    int whole = dimension / BLOCK * BLOCK;
    return whole / 2 + 2 * quarter(whole, dimension);
  }

  private static int quarter(int block, int dimension) {
    return (Math.min(BLOCK, dimension - block) + SHARING - 1) / SHARING;
  }

  @Override
  public void pack(int[] codes, byte[] to, int at) {
    int b = at;
    for (int block = 0; block < dimension; block += BLOCK) {
      int quarter = quarter(block, dimension);
      for (int i = block; i < block + quarter; i++) {
        to[b++] = (byte) (codes[i] | code(codes, i + quarter) << 4);
        to[b++] = (byte) (code(codes, i + 2 * quarter) | code(codes, i + 3 * quarter) << 4);
      }
    }
  }

  private int code(int[] codes, int component) {
    return component < dimension ? codes[component] : 0;
  }

  @Override
  public Sums sums() {
    int padded = (dimension + BLOCK - 1) / BLOCK * BLOCK;
    return new Sums() {
      private final short[] query = new short[padded];

      @Override
      public boolean signed() {
        return true;
      }

      @Override
      public int most() {
        return CodeKernels.MOST;
      }

      @Override
      public void aim(int[] numbers, int sum) {
        for (int block = 0; block < dimension; block += BLOCK) {
          int quarter = quarter(block, dimension);
          for (int part = 0; part < SHARING; part++) {
            int from = block + part * quarter;
            int to = block + part * QUARTER;
            int end = Math.min(quarter, dimension - from);
            for (int i = 0; i < end; i++) {
              query[to + i] = (short) numbers[from + i];
            }
          }
        }
      }

      @Override
      public void aim(byte[] packed, int from, int sum) {
        kernels.widenNibbles(packed, from, padded, query);
        int last = padded - BLOCK;
        int quarter = quarter(last, dimension);
        for (int part = last; part < padded; part += QUARTER) {
          Arrays.fill(query, part + quarter, part + QUARTER, (short) 0);
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
