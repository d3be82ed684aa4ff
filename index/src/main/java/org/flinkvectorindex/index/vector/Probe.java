package org.flinkvectorindex.index.vector;

import org.flinkvectorindex.index.distance.Kernels;

/**
 * Distances from one point, a query or a stored row, to stored rows. The only thing that a graph
 * knows of vectors. Reused: aim, then ask.
 */
public final class Probe {
  private final Rows rows;
  private final Kernels kernels;
  private final boolean l2;

  /** Under cosine 1 − dot, under inner product −dot. */
  private final float base;

  private final int n;
  private final float[] four = new float[4];
  private float[] row;
  private int from;
  private long count;

  public Probe(Rows rows) {
    this.rows = rows;
    kernels = rows.kernels();
    n = rows.stride();
    switch (rows.metric()) {
      case L2 -> {
        l2 = true;
        base = 0;
      }
      case COSINE -> {
        l2 = false;
        base = 1;
      }
      case IP -> {
        l2 = false;
        base = 0;
      }
      default -> throw new AssertionError(rows.metric());
    }
  }

  /**
   * @param prepared from {@link Rows#prepared}
   */
  public Probe aim(float[] prepared) {
    row = prepared;
    from = 0;
    return this;
  }

  public Probe aim(int slot) {
    row = rows.page(slot);
    from = rows.offset(slot);
    return this;
  }

  /** Distances computed since this probe was made. */
  public long count() {
    return count;
  }

  public float distance(int slot) {
    count++;
    float[] page = rows.page(slot);
    int offset = rows.offset(slot);
    return l2
        ? kernels.squaredL2(row, from, page, offset, n)
        : base - kernels.dot(row, from, page, offset, n);
  }

  /** Distances to {@code slots[begin, end)} into {@code out[0, end - begin)}. */
  public void distances(int[] slots, int begin, int end, float[] out) {
    int i = begin;
    for (; i + 4 <= end; i += 4) {
      distances4(slots[i], slots[i + 1], slots[i + 2], slots[i + 3]);
      System.arraycopy(four, 0, out, i - begin, 4);
    }
    for (; i < end; i++) {
      out[i - begin] = distance(slots[i]);
    }
  }

  private void distances4(int a, int b, int c, int d) {
    count += 4;
    float[] pa = rows.page(a);
    float[] pb = rows.page(b);
    float[] pc = rows.page(c);
    float[] pd = rows.page(d);
    int oa = rows.offset(a);
    int ob = rows.offset(b);
    int oc = rows.offset(c);
    int od = rows.offset(d);
    if (l2) {
      kernels.squaredL2x4(row, from, pa, oa, pb, ob, pc, oc, pd, od, n, four);
    } else {
      kernels.dot4(row, from, pa, oa, pb, ob, pc, oc, pd, od, n, four);
      for (int i = 0; i < 4; i++) {
        four[i] = base - four[i];
      }
    }
  }
}
