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
  private final float scale;

  /** 1 or −1, of each component in each round. */
  private final float[][] signs;

  Rotation(int dimension, HadamardKernels kernels) {
    this.kernels = kernels;
    this.dimension = dimension;
    power = Integer.highestOneBit(dimension);
    scale = (float) (1 / Math.sqrt(power));
    signs = new float[ROUNDS][dimension];
    long state = SEED;
    for (float[] round : signs) {
      for (int i = 0; i < dimension; i++) {
        state += 0x9E3779B97F4A7C15L;
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        round[i] = (z ^ (z >>> 31)) < 0 ? -1 : 1;
      }
    }
  }

  /** Rotates the first {@code dimension} components in place. */
  void apply(float[] v) {
    for (int round = 0; round < ROUNDS; round++) {
      flip(v, signs[round]);
      kernels.transform(v, (round & 1) == 0 ? 0 : dimension - power, power, scale);
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
      kernels.transform(v, (round & 1) == 0 ? 0 : dimension - power, power, scale);
      flip(v, signs[round]);
    }
  }

  private static void flip(float[] v, float[] signs) {
    for (int i = 0; i < signs.length; i++) {
      v[i] *= signs[i];
    }
  }
}
