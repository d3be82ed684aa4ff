package org.flinkvectorindex.index.distance;

/**
 * Sums over the components of short codes, each times the component of a query. All is in whole
 * numbers, so every implementation gives the same result in whatever order it adds; the caller sees
 * to it that no sum leaves 32 bits.
 *
 * <p>Codes may be read beyond their end, up to a block; the query is zero there.
 */
public interface CodeKernels {

  /** Codes of a byte are taken in blocks of this many. */
  int BLOCK = 16;

  /** Codes of half a byte are taken in blocks of this many. */
  int NIBBLES = 128;

  /** How far apart in a query are those that share two bytes of codes. */
  int QUARTER = NIBBLES / 4;

  /** What the numbers of a query may be with codes of half a byte: four products fill 16 bits. */
  int MOST = Short.MAX_VALUE / (4 * 15);

  /** Σ qᵢcᵢ over the signed bytes {@code c[from, from + n)}, for four rows at once. */
  void bytes4(
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
      int[] out);

  /**
   * The same over unsigned halves of bytes. Bytes <i>2j</i> and <i>2j + 1</i> of a block have, from
   * the lowest four bits to the highest, the partners of {@code q[j]} of the block, {@code q[32 +
   * j]}, {@code q[64 + j]} and {@code q[96 + j]}.
   *
   * @param q from −{@link #MOST} to {@link #MOST}
   * @param n components, a multiple of {@link #NIBBLES}
   */
  void nibbles4(
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
      int[] out);

  /**
   * Makes a query of codes: {@code from[at + i] + plus} to {@code to[i]}.
   *
   * @param n bytes, a multiple of {@link #BLOCK}
   */
  void widenBytes(byte[] from, int at, int n, int plus, int[] to);

  /**
   * Makes a query of codes, laid out as {@link #nibbles4} takes it.
   *
   * @param n components, a multiple of {@link #NIBBLES}
   */
  void widenNibbles(byte[] from, int at, int n, short[] to);

  /** The greatest of {@code |v[i]|}. */
  float greatest(float[] v, int n);

  /**
   * Makes whole numbers of {@code v[i] * scale}, rounded to the nearest, of two to the even one.
   *
   * @param n components, a multiple of {@link Kernels#PAD}
   * @param scale such that no magnitude reaches 2²²
   * @return their sum
   */
  int round(float[] v, int n, float scale, int[] to);
}
