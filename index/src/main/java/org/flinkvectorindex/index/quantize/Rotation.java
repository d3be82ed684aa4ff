package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.distance.HadamardKernels;

/**
 * A random rotation that costs n log n: rounds of random signs and a fast Hadamard transform over
 * the greatest power of two of the components, the first and the last ones by turns, with a
 * butterfly of both halves between (as in the RaBitQ library, after Kac's walk). Components of
 * whatever vector look like independent normal ones afterwards. Fixed by its seed for ever: codes
 * depend on it.
 */
final class Rotation {
  private static final long SEED = 0x5DEECE66DL;
  private static final int ROUNDS = 4;
  private static final float HALF_ROOT = (float) Math.sqrt(0.5);

  private final HadamardKernels kernels;
  private final int dimension;
  private final int power;

  /**
   * Of each component in each round: 1 or −1, and where a transform follows also what keeps lengths
   * as they are.
   */
  private final float[][] factors;

  Rotation(int dimension, HadamardKernels kernels) {
    this.kernels = kernels;
    this.dimension = dimension;
    power = Integer.highestOneBit(dimension);
    float scale = (float) (1 / Math.sqrt(power));
    factors = new float[ROUNDS][dimension];
    long state = SEED;
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < dimension; i++) {
        state += 0x9E3779B97F4A7C15L;
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        int inside = i - from(round);
        factors[round][i] =
            ((z ^ (z >>> 31)) < 0 ? -1 : 1) * (inside >= 0 && inside < power ? scale : 1);
      }
    }
  }

  /** Where the components begin that a round transforms. */
  private int from(int round) {
    return (round & 1) == 0 ? 0 : dimension - power;
  }

  /** Rotates the first {@code dimension} components in place. */
  void apply(float[] v) {
    for (int round = 0; round < ROUNDS; round++) {
      multiply(v, factors[round]);
      kernels.transform(v, from(round), power);
      if (power < dimension) {
        kernels.butterfly(v, 0, dimension / 2, HALF_ROOT);
      }
    }
  }

  /** Undoes {@link #apply}, but for rounding: each of its parts undoes itself. */
  void undo(float[] v) {
    for (int round = ROUNDS - 1; round >= 0; round--) {
      if (power < dimension) {
        kernels.butterfly(v, 0, dimension / 2, HALF_ROOT);
      }
      kernels.transform(v, from(round), power);
      multiply(v, factors[round]);
    }
  }

  private static void multiply(float[] v, float[] factors) {
    for (int i = 0; i < factors.length; i++) {
      v[i] *= factors[i];
    }
  }
}
