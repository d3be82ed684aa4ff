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
    out[0] = nibbles(q, a, aFrom, n);
    out[1] = nibbles(q, b, bFrom, n);
    out[2] = nibbles(q, c, cFrom, n);
    out[3] = nibbles(q, d, dFrom, n);
  }

  private static int nibbles(int[] q, byte[] codes, int from, int n) {
    int sum = 0;
    int at = from;
    for (int block = 0; block < n; block += 2 * BLOCK) {
      for (int i = block; i < block + BLOCK; i++) {
        int both = codes[at++];
        sum += q[i] * (both & 15) + q[i + BLOCK] * (both >> 4 & 15);
      }
    }
    return sum;
  }

  @Override
  public void widenBytes(byte[] from, int at, int n, int plus, int[] to) {
    for (int i = 0; i < n; i++) {
      to[i] = from[at + i] + plus;
    }
  }

  @Override
  public void widenNibbles(byte[] from, int at, int n, int[] to) {
    int next = at;
    for (int block = 0; block < n; block += 2 * BLOCK) {
      for (int i = block; i < block + BLOCK; i++) {
        int both = from[next++];
        to[i] = both & 15;
        to[i + BLOCK] = both >> 4 & 15;
      }
    }
  }
}
