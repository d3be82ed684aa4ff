package org.flinkvectorindex.index.distance;

/** Without SIMD. */
final class ScalarCodeKernels implements CodeKernels {

  @Override
  public void bytes4(
      int[] q,
      byte[] a,
      int aFrom,
      byte[] b,
      int bFrom,
      byte[] c,
      int cFrom,
      byte[] d,
      int dFrom,
      int n,
      int[] out) {
    out[0] = bytes(q, a, aFrom, n);
    out[1] = bytes(q, b, bFrom, n);
    out[2] = bytes(q, c, cFrom, n);
    out[3] = bytes(q, d, dFrom, n);
  }

  private static int bytes(int[] q, byte[] codes, int from, int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) {
      sum += q[i] * codes[from + i];
    }
    return sum;
  }

  @Override
  public void nibbles4(
      short[] q,
      byte[] a,
      int aFrom,
      byte[] b,
      int bFrom,
      byte[] c,
      int cFrom,
      byte[] d,
      int dFrom,
      int n,
      int[] out) {
    out[0] = nibbles(q, a, aFrom, n);
    out[1] = nibbles(q, b, bFrom, n);
    out[2] = nibbles(q, c, cFrom, n);
    out[3] = nibbles(q, d, dFrom, n);
  }

  private static int nibbles(short[] q, byte[] codes, int from, int n) {
    int sum = 0;
    for (int block = 0; block < n; block += NIBBLES) {
      for (int j = 0; j < QUARTER; j++) {
        int four = four(codes, from + block / 2 + 2 * j);
        for (int k = 0; k < 4; k++) {
          sum += q[block + k * QUARTER + j] * (four >> 4 * k & 15);
        }
      }
    }
    return sum;
  }

  private static int four(byte[] codes, int at) {
    return codes[at] & 255 | (codes[at + 1] & 255) << 8;
  }

  @Override
  public void widenBytes(byte[] from, int at, int n, int plus, int[] to) {
    for (int i = 0; i < n; i++) {
      to[i] = from[at + i] + plus;
    }
  }

  @Override
  public void widenNibbles(byte[] from, int at, int n, short[] to) {
    for (int block = 0; block < n; block += NIBBLES) {
      for (int j = 0; j < QUARTER; j++) {
        int four = four(from, at + block / 2 + 2 * j);
        for (int k = 0; k < 4; k++) {
          to[block + k * QUARTER + j] = (short) (four >> 4 * k & 15);
        }
      }
    }
  }

  @Override
  public float greatest(float[] v, int n) {
    float most = 0;
    for (int i = 0; i < n; i++) {
      most = Math.max(most, Math.abs(v[i]));
    }
    return most;
  }

  @Override
  public int round(float[] v, int n, float scale, int[] to) {
    int sum = 0;
    for (int i = 0; i < n; i++) {
      to[i] =
          Float.floatToRawIntBits(v[i] * scale + Kernels.ROUNDER)
              - Float.floatToRawIntBits(Kernels.ROUNDER);
      sum += to[i];
    }
    return sum;
  }
}
