package org.flinkvectorindex.index.distance;

/**
 * One point against a block of 32 vectors that lie component by component: what component <i>i</i>
 * of vector <i>j</i> is lies at <i>32 i + j</i>. Each lane of a register then belongs to a vector,
 * and nothing has to be folded in the end, which is half the cost where rows are short.
 *
 * <p>Every implementation gives the same bits: for each vector the even components are added by
 * fused multiply-adds in order, the odd ones likewise, and the two sums at last. Codes are summed
 * up in whole numbers.
 */
public interface BlockKernels {

  /** Vectors of a block. */
  int LANES = 32;

  /** The greatest number of a query that {@link #nibbles} stands. */
  int NIBBLE_MOST = 63;

  /** The greatest number that a table of {@link #lookups} may have: two of them fit a byte. */
  int LOOKUP_MOST = 127;

  /** Numbers of a table of {@link #lookups}. */
  int TABLE = 16;

  /**
   * Dot products into {@code out[at, at + 32)}.
   *
   * @param n components, even
   */
  void dots(float[] q, float[] block, int n, float[] out, int at);

  /** Squared distances into {@code out[at, at + 32)}. */
  void squaredL2s(float[] q, float[] block, int n, float[] out, int at);

  /**
   * Σ qᵢcᵢ over signed bytes, into {@code out[0, 32)}.
   *
   * @param start where the block begins; the same with all codes
   */
  void bytes(int[] q, byte[] block, int start, int n, int[] out);

  /**
   * Σ qᵢcᵢ over halves of bytes, into {@code out[0, 32)}: the lower half of the byte at <i>16 i +
   * j</i>, <i>i</i> even, is of component <i>i</i> and unsigned, the upper one of <i>i + 1</i> and
   * signed. So a byte is <i>cᵢ + 16 cᵢ₊₁</i> as it is, and with {@link #steepen} nothing has to be
   * masked.
   *
   * @param q from −{@link #NIBBLE_MOST} to it, steepened
   * @param n components, even
   */
  void nibbles(short[] q, byte[] block, int start, int n, int[] out);

  /**
   * Sums of what each code of a vector says in its own table, into {@code out[0, 32)}: fast scan
   * (André, Kermarrec and Le Scouarnec, VLDB 2015), where a table is a register and a look-up a
   * shuffle. Codes are halves of bytes as with {@link #nibbles}, both unsigned, and vector <i>j</i>
   * is not at <i>16 i + j</i>: it is at <i>16 i + {@link #lookupByte}(j)</i>, so that sums leave
   * registers in order.
   *
   * @param tables for code <i>i</i> {@link #TABLE} numbers from 0 to {@link #LOOKUP_MOST} at <i>16
   *     i</i>; one table more is read and does not matter
   * @param n codes, even
   */
  void lookups(byte[] tables, byte[] block, int start, int n, int[] out);

  /**
   * Distances by sums over codes, into {@code out[at, at + 32)}, and into {@code least[at, at +
   * 32)} what they are hardly below. Written out, since the compiler does not make SIMD of loops as
   * short as a block.
   *
   * @param numbers of a block's vectors, from {@code start} on as {@link CodeEstimate} has them
   * @param least {@code out} where it is not wanted
   */
  void estimates(
      CodeEstimate estimate,
      int[] sums,
      float[] numbers,
      int start,
      float[] out,
      float[] least,
      int at);

  /** Which of {@code values[0, 32)} are not above a bound, lane by lane: a bit each. */
  int notAbove(float bound, float[] values);

  /**
   * For each two neighbouring components of a point the nearest of their {@link #TABLE} codewords;
   * of those that are equally near but for a part in 2<sup>19</sup>, the first.
   *
   * @param words for pair <i>p</i> at <i>32 p</i> the first components of all its codewords, then
   *     the second ones
   * @param point finite
   * @param nearest numbers of codewords, {@code [0, pairs)}
   */
  void codewords(float[] words, float[] point, int pairs, byte[] nearest);

  /**
   * The dot products of each two neighbouring components of a point with their codewords, less the
   * least of them.
   *
   * @param words as {@link #codewords} has them
   * @param dots {@link #TABLE} a pair
   * @param leasts one a pair
   * @return the greatest of all {@code dots}
   */
  float products(float[] words, float[] point, int pairs, float[] dots, float[] leasts);

  /**
   * Rounds dot products to tables for {@link #lookups}, {@link #TABLE} numbers a pair.
   *
   * @param scale entries a unit of dot products, at most {@link #LOOKUP_MOST} in all
   * @param step what an entry stands for
   * @param taken gets, for each number of a codeword, the sum of what rounding took
   */
  void round(float[] dots, int pairs, float scale, float step, byte[] tables, float[] taken);

  /**
   * Takes from each odd number of a query 16 times the one before, as {@link #nibbles} wants it: of
   * a byte <i>b = c + 16 d</i> then <i>q c + r d</i> is <i>q b + (r − 16 q) d</i>.
   *
   * @param n components, even
   */
  static void steepen(short[] q, int n) {
    for (int i = 0; i < n; i += 2) {
      q[i + 1] = (short) (q[i + 1] - 16 * q[i]);
    }
  }

  /** Where among 32 bytes {@link #lookups} expects the code of a vector. */
  static int lookupByte(int lane) {
    return 2 * (lane % (LANES / 2)) + lane / (LANES / 2);
  }
}
