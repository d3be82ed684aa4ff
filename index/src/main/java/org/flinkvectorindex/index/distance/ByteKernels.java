package org.flinkvectorindex.index.distance;

/**
 * Distances of a float row from rows of whole numbers, a signed byte each, less {@code middle}:
 * component <i>i</i> is {@code row[from + i] + middle}. They have the bits that {@link Kernels}
 * gives for the same numbers in floats.
 */
public interface ByteKernels {

  /** Rows of bytes are padded to a multiple of this many, with what stands for zero. */
  int PAD = 32;

  static int padded(int dimension) {
    return (dimension + PAD - 1) / PAD * PAD;
  }

  /**
   * Four squared distances of {@code q[0, n)} at once, into {@code out[at]} to {@code out[at + 3]}.
   *
   * @param n a multiple of {@link #PAD}
   */
  void squaredL2x4(
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
      int at);

  /**
   * Puts a row's numbers to {@code to[0, n)}.
   *
   * @param n a multiple of {@link #PAD}
   */
  void widen(byte[] row, int from, int n, float middle, float[] to);
}
