package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.distance.CodeKernels;

/** Eight bits a component, less 128: bytes have a sign. */
record BytePacking(int bytes, CodeKernels kernels) implements Packing {
  private static final int MIDDLE = 128;

  @Override
  public void pack(int[] codes, byte[] to, int at) {
    for (int i = 0; i < bytes; i++) {
      to[at + i] = (byte) (codes[i] - MIDDLE);
    }
  }

  @Override
  public Sums sums() {
    int padded = (bytes + CodeKernels.BLOCK - 1) / CodeKernels.BLOCK * CodeKernels.BLOCK;
    return new Sums() {
      private final int[] query = new int[padded];
      private int shift;

      @Override
      public boolean signed() {
        return true;
      }

      @Override
      public int most() {
        return Packing.most(bytes, 255);
      }

      @Override
      public void aim(int[] numbers, int sum) {
        System.arraycopy(numbers, 0, query, 0, bytes);
        shift = MIDDLE * sum;
      }

      @Override
      public void aim(byte[] packed, int from, int sum) {
        int whole = bytes / CodeKernels.BLOCK * CodeKernels.BLOCK;
        kernels.widenBytes(packed, from, whole, MIDDLE, query);
        for (int i = whole; i < bytes; i++) {
          query[i] = packed[from + i] + MIDDLE;
        }
        shift = MIDDLE * sum;
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
        kernels.bytes4(query, a, aFrom, b, bFrom, c, cFrom, d, dFrom, padded, out);
        out[0] += shift;
        out[1] += shift;
        out[2] += shift;
        out[3] += shift;
      }
    };
  }
}
