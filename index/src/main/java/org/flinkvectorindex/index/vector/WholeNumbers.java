package org.flinkvectorindex.index.vector;

import java.util.Arrays;

/**
 * Components that are whole numbers, a signed byte each, less what is in the middle of their range:
 * pixels and descriptors from 0 to 255, embeddings that were rounded from −128 to 127. Nothing is
 * lost.
 */
final class WholeNumbers {
  /** No bytes hold the vector. */
  static final float NONE = Float.NaN;

  private static final float UNSIGNED = 128;
  private static final float SIGNED = 0;

  private WholeNumbers() {}

  /** The middle of the range that a vector's components are in, or {@link #NONE}. */
  static float middle(float[] vectors, int from, int dimension) {
    float least = vectors[from];
    float greatest = least;
    for (int i = from; i < from + dimension; i++) {
      float component = vectors[i];
      if (component != (int) component) {
        return NONE;
      }
      least = Math.min(least, component);
      greatest = Math.max(greatest, component);
    }
    if (least >= 0 && greatest <= 255) {
      return UNSIGNED;
    }
    return least >= -128 && greatest <= 127 ? SIGNED : NONE;
  }

  /**
   * Whether bytes around this middle hold the vector: what comes back says so, for a difference is
   * rounded. Of a zero the sign is lost, which no distance has.
   */
  static boolean fit(float[] vectors, int from, int dimension, float middle) {
    for (int i = from; i < from + dimension; i++) {
      if ((byte) (vectors[i] - middle) + middle != vectors[i]) {
        return false;
      }
    }
    return true;
  }

  static void put(float[] vectors, int from, int dimension, float middle, byte[] to, int at) {
    for (int i = 0; i < dimension; i++) {
      to[at + i] = (byte) (vectors[from + i] - middle);
    }
  }

  /** A page of zeros. */
  static byte[] page(int bytes, float middle) {
    byte[] page = new byte[bytes];
    Arrays.fill(page, (byte) -middle);
    return page;
  }
}
