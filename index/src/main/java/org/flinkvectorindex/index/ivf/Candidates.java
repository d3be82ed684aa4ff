package org.flinkvectorindex.index.ivf;

import java.util.Arrays;
import org.flinkvectorindex.index.search.Pool;

/**
 * What a scan has come upon, in no order. Most of it is out of the question again once the bound
 * has come down, so nothing is sorted before the end.
 */
final class Candidates {
  private static final int CROWDED = 1024;

  private long[] entries = new long[CROWDED];
  private int size;
  private int crowded;
  private final Pool ordered = new Pool();

  void clear() {
    size = 0;
    crowded = CROWDED;
  }

  /**
   * @param least what its distance is hardly below
   * @param bound nothing above is in question
   */
  void add(float least, int slot, float bound) {
    if (size == crowded) {
      drop(bound);
      crowded = Math.max(CROWDED, 2 * size);
      entries = crowded > entries.length ? Arrays.copyOf(entries, crowded) : entries;
    }
    entries[size++] = Pool.entry(least, slot);
  }

  private void drop(float bound) {
    if (bound == Float.POSITIVE_INFINITY) {
      return; // Nothing is above.
    }
    long end = (long) Pool.ordered(bound) + 1 << 32;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      entries[kept] = entries[i];
      kept += entries[i] < end ? 1 : 0;
    }
    size = kept;
  }

  /** Those in question under the last bound, ascending. */
  Pool ordered(float bound) {
    drop(bound);
    Arrays.sort(entries, 0, size);
    ordered.fill(entries, size);
    return ordered;
  }
}
