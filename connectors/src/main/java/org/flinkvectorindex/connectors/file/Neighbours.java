package org.flinkvectorindex.connectors.file;

import java.util.Arrays;

/**
 * Rows of ids, one after the other: the true neighbours of queries.
 *
 * @param ids {@code count} times {@code k}
 */
public record Neighbours(int count, int k, int[] ids) {

  public Neighbours {
    if ((long) count * k != ids.length) {
      throw new IllegalArgumentException(
          "%d rows of %d are not %d ids".formatted(count, k, ids.length));
    }
  }

  /** A copy. */
  public int[] row(int row) {
    return Arrays.copyOfRange(ids, row * k, (row + 1) * k);
  }
}
