package org.flinkvectorindex.index.vector;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.flinkvectorindex.index.search.Pool;

/** Compares with each of a set of points. Reused: memory for the most that there were is kept. */
public final class SlotScan {
  private final Pool nearest = new Pool();
  private int[] slots = new int[0];
  private float[] distances = new float[0];
  private int compared;
  private float bound;

  /**
   * Adds to a pool whatever is no farther than the {@code k}-th nearest: all that is as near may be
   * answered, and ids decide. A pool that has room for all has the exact answer then.
   */
  public void scan(BitSet points, Probe probe, int k, Pool pool) {
    int count = 0;
    reserve(points.cardinality());
    for (int slot = points.nextSetBit(0); slot >= 0; slot = points.nextSetBit(slot + 1)) {
      slots[count++] = slot;
    }
    compare(count, probe, k, pool);
  }

  /**
   * The same of those accepted.
   *
   * @param next the least slot that is at or above a number and to be compared with, or −1
   * @param limit what the probe's count must not exceed
   * @return false where the limit ended it
   */
  public boolean scan(
      IntUnaryOperator next, IntPredicate accept, Probe probe, long limit, int k, Pool pool) {
    long most = Math.max(0, limit - probe.count());
    int count = 0;
    boolean complete = true;
    for (int slot = next.applyAsInt(0); slot >= 0 && complete; slot = next.applyAsInt(slot + 1)) {
      if (accept.test(slot)) {
        complete = count < most;
        if (count == slots.length) {
          slots = Arrays.copyOf(slots, count + count / 2 + 16);
          distances = new float[slots.length];
        }
        slots[count] = slot;
        count += complete ? 1 : 0;
      }
    }
    compare(count, probe, k, pool);
    return complete;
  }

  /** Makes room for so many, so that it is counted before the first scan as it is behind it. */
  public void reserve(int all) {
    if (slots.length < all) {
      slots = new int[all + all / 4];
      distances = new float[slots.length];
    }
  }

  /** Adds the others that were compared with last, behind those that were added, in no order. */
  public void addOthers(Pool pool) {
    for (int i = 0; i < compared; i++) {
      if (!(distances[i] <= bound)) {
        pool.append(distances[i], slots[i]);
      }
    }
  }

  private void compare(int count, Probe probe, int k, Pool pool) {
    compared = count;
    probe.distances(slots, 0, count, distances);
    bound = bound(count, k);
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
