package org.flinkvectorindex.connectors.file;

import java.util.Arrays;

/**
 * Rows of floats, one after the other.
 *
 * @param values {@code count} times {@code dimension}
 */
public record Vectors(int count, int dimension, float[] values) {

  public Vectors {
    if ((long) count * dimension != values.length) {
      throw new IllegalArgumentException(
          "%d rows of %d are not %d values".formatted(count, dimension, values.length));
    }
  }

  /** A copy. */
  public float[] row(int row) {
    return Arrays.copyOfRange(values, row * dimension, (row + 1) * dimension);
  }
}
