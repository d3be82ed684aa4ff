package org.flinkvectorindex.index.distance;

/** Without SIMD. */
final class ScalarByteKernels implements ByteKernels {
  private final Kernels floats;

  ScalarByteKernels(Kernels floats) {
    this.floats = floats;
  }

  @Override
  public void squaredL2x4(
      float[] q,
      byte[] a,
      int aFrom,
      byte[] b,
      int bFrom,
      byte[] c,
      int cFrom,
      byte[] d,
      int dFrom,
      int n,
      float middle,
      float[] out,
      int at) {
    float[] row = new float[n];
    out[at] = squaredL2(q, a, aFrom, n, middle, row);
    out[at + 1] = squaredL2(q, b, bFrom, n, middle, row);
    out[at + 2] = squaredL2(q, c, cFrom, n, middle, row);
    out[at + 3] = squaredL2(q, d, dFrom, n, middle, row);
  }

  private float squaredL2(float[] q, byte[] a, int aFrom, int n, float middle, float[] row) {
    widen(a, aFrom, n, middle, row);
    return floats.squaredL2(q, 0, row, 0, n);
  }

  @Override
  public void widen(byte[] row, int from, int n, float middle, float[] to) {
    for (int i = 0; i < n; i++) {
      to[i] = row[from + i] + middle;
    }
  }
}
