package org.flinkvectorindex.index.vector;

import java.util.BitSet;
import org.flinkvectorindex.index.search.Pool;

/** Compares with each of a set of points. Reused: memory for the most that there were is kept. */
public final class SlotScan {
  private final Pool nearest = new Pool();
  private int[] slots = new int[0];
  private float[] distances = new float[0];

  /**
   * Adds to a pool whatever is no farther than the {@code k}-th nearest: all that is as near may be
   * answered, and ids decide. A pool that has room for all has the exact answer then.
   */
  public void scan(BitSet points, Probe probe, int k, Pool pool) {
    int count = 0;
    int all = points.cardinality();
    if (slots.length < all) {
      slots = new int[all + all / 4];
      distances = new float[slots.length];
    }
    for (int slot = points.nextSetBit(0); slot >= 0; slot = points.nextSetBit(slot + 1)) {
      slots[count++] = slot;
    }
    probe.distances(slots, 0, count, distances);
    float bound = bound(count, k);
    for (int i = 0; i < count; i++) {
      if (distances[i] <= bound) {
        pool.add(distances[i], slots[i], true);
      }
    }
  }

  /** The distance of the k-th nearest. */
  private float bound(int count, int k) {
    nearest.clear(k);
    for (int i = 0; i < count; i++) {
      if (nearest.wants(distances[i])) {
        nearest.add(distances[i], slots[i], true);
      }
    }
    return nearest.size() < k ? Float.POSITIVE_INFINITY : nearest.distance(k - 1);
  }

  public long heapBytes() {
    return 8L * slots.length;
  }
}
