package org.flinkvectorindex.index.distance;

/**
 * Sums over the components of short codes, each times the component of a query. All is in whole
 * numbers, so every implementation gives the same result in whatever order it adds; the caller sees
 * to it that no sum leaves 32 bits.
 *
 * <p>Codes may be read beyond their end, up to 16 bytes in all; the query is zero there.
 */
public interface CodeKernels {

  /** Codes are taken in blocks of this many bytes. */
  int BLOCK = 16;

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
   * The same over unsigned halves of bytes: byte <i>j</i> of block <i>i</i> has in its lower half
   * the partner of {@code q[32i + j]} and in its upper half that of {@code q[32i + 16 + j]}.
   *
   * @param n components, a multiple of 32
   */
  void nibbles4(
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
   * Makes a query of codes: {@code from[at + i] + plus} to {@code to[i]}.
   *
   * @param n bytes, a multiple of {@link #BLOCK}
   */
  void widenBytes(byte[] from, int at, int n, int plus, int[] to);

  /**
   * Makes a query of codes, laid out as {@link #nibbles4} takes it.
   *
   * @param n components, a multiple of 32
   */
  void widenNibbles(byte[] from, int at, int n, int[] to);
}
