package org.flinkvectorindex.index.distance;

/**
 * Sums and differences of pairs of components, which random rotations are made of. No component is
 * a sum of more than two at a time, so every implementation gives the same bits.
 */
public interface HadamardKernels {

  /**
   * The fast Hadamard transform of {@code v[from, from + n)}, in place.
   *
   * @param n a power of two
   */
  void transform(float[] v, int from, int n);

  /**
   * One butterfly of both halves of {@code v[from, from + 2 half)}: {@code (x + y) scale} and
   * {@code (x − y) scale} take the places of {@code x} and {@code y}.
   */
  void butterfly(float[] v, int from, int half, float scale);
}
