package org.flinkvectorindex.index.distance;

/**
 * Sums over the components of float rows. Rows are padded with zeros to a multiple of {@link #PAD}
 * floats; {@code n} is the padded length.
 *
 * <p>Every implementation gives the same bits: component <i>i</i> is added by a fused multiply-add
 * to lane <i>i</i> mod 32, in order; then the 32 lanes are folded in halves, lane <i>j</i> with
 * lane <i>j</i> + 16, then + 8, + 4, + 2, + 1. Hardware may do that as 2 × 16, 4 × 8 or one by one.
 */
public interface Kernels {

  /** Rows are padded to a multiple of this many floats. */
  int PAD = 8;

  /** A float of this and a smaller number has that, rounded, in its last bits. */
  float ROUNDER = 0x1.8p23f;

  static int padded(int dimension) {
    return (dimension + PAD - 1) / PAD * PAD;
  }

  /** For metrics and the log. */
  String name();

  /** The same for codes. */
  CodeKernels codes();

  /** The same for blocks. */
  BlockKernels blocks();

  /** The same for rows of bytes. */
  ByteKernels bytes();

  /** The same for rotations. */
  HadamardKernels hadamard();

  /** Σ aᵢbᵢ. */
  float dot(float[] a, int aFrom, float[] b, int bFrom, int n);

  /** Σ (aᵢ − bᵢ)². */
  float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int n);

  /**
   * Four dot products of {@code q} at once, into {@code out[at]} to {@code out[at + 3]}: four
   * independent rows in flight hide the latency of memory.
   */
  void dot4(
      float[] q,
      int qFrom,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      float[] d,
      int dFrom,
      int n,
      float[] out,
      int at);

  /** Four squared distances of {@code q} at once, into {@code out[at]} to {@code out[at + 3]}. */
  void squaredL2x4(
      float[] q,
      int qFrom,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      float[] d,
      int dFrom,
      int n,
      float[] out,
      int at);
}
