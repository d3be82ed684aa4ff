package org.flinkvectorindex.index.vector;

/**
 * Distances from one point, a query or a stored one, to stored points. The only thing that a graph
 * knows of vectors. Reused: aim, then ask.
 *
 * <p>What is beyond a float is infinite. Where terms of either sign are, the sum is no number, and
 * the distance is taken for +∞ here, whoever asks: so distances always have an order.
 */
public abstract class Probe {
  private long count;

  /** Aims at a query, prepared as {@link Shape#prepare} does. */
  public abstract Probe aim(float[] prepared);

  /** Aims at a stored point. */
  public abstract Probe aim(int slot);

  /**
   * Aims at the point that was set last, with all that is known of it: in full precision where
   * stored points are codes.
   */
  public Probe aimNew(int slot) {
    return aim(slot);
  }

  /** Distances computed since this probe was made. */
  public final long count() {
    return count;
  }

  public final float distance(int slot) {
    count++;
    float distance = one(slot);
    return Float.isNaN(distance) ? Float.POSITIVE_INFINITY : distance;
  }

  /** Distances to {@code slots[begin, end)} into {@code out[0, end - begin)}. */
  public final void distances(int[] slots, int begin, int end, float[] out) {
    count += end - begin;
    many(slots, begin, end, out);
    for (int i = 0; i < end - begin; i++) {
      if (Float.isNaN(out[i])) {
        out[i] = Float.POSITIVE_INFINITY;
      }
    }
  }

  protected abstract float one(int slot);

  protected abstract void many(int[] slots, int begin, int end, float[] out);
}
