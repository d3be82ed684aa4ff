package org.flinkvectorindex.index.vector;

import org.flinkvectorindex.index.distance.Kernels;

/** Distances in full precision. */
final class RowProbe extends Probe {
  /** Floats of a cache line. */
  private static final int LINE = 16;

  /** Floats of a row that are asked for ahead: the hardware foresees the rest. */
  private static final int TOUCHED = 8 * LINE;

  private final Rows rows;
  private final Kernels kernels;
  private final boolean l2;

  /** Under cosine 1 − dot, under inner product −dot. */
  private final float base;

  private final int n;
  private final float[] rest = new float[4];
  private float[] row;
  private int from;

  /** Read by nobody; without it the compiler would see that touching has no effect. */
  @SuppressWarnings("unused")
  private float touched;

  RowProbe(Rows rows) {
    this.rows = rows;
    kernels = rows.kernels();
    n = rows.stride();
    switch (rows.shape().metric()) {
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
      default -> throw new AssertionError(rows.shape().metric());
    }
  }

  @Override
  public Probe aim(float[] prepared) {
    row = prepared;
    from = 0;
    return this;
  }

  @Override
  public Probe aim(int slot) {
    row = rows.page(slot);
    from = rows.offset(slot);
    return this;
  }

  @Override
  protected float one(int slot) {
    float[] page = rows.page(slot);
    int offset = rows.offset(slot);
    return l2
        ? kernels.squaredL2(row, from, page, offset, n)
        : base - kernels.dot(row, from, page, offset, n);
  }

  @Override
  protected void many(int[] slots, int begin, int end, float[] out) {
    if (end - begin > 4) {
      touched = touch(slots, begin, end);
    }
    int i = begin;
    for (; i + 4 <= end; i += 4) {
      four(slots[i], slots[i + 1], slots[i + 2], slots[i + 3], out, i - begin);
    }
    switch (end - i) {
      case 1 -> out[i - begin] = one(slots[i]);
      case 2 -> {
        four(slots[i], slots[i + 1], slots[i], slots[i + 1], rest, 0);
        System.arraycopy(rest, 0, out, i - begin, 2);
      }
      case 3 -> {
        four(slots[i], slots[i + 1], slots[i + 2], slots[i + 2], rest, 0);
        System.arraycopy(rest, 0, out, i - begin, 3);
      }
      default -> {}
    }
  }

  /**
   * Asks for all rows before the first is computed with. They come from memory together then, and
   * not one after the other; Java has no other prefetch.
   */
  private float touch(int[] slots, int begin, int end) {
    float sum = 0;
    int length = Math.min(n, TOUCHED);
    for (int i = begin; i < end; i++) {
      float[] page = rows.page(slots[i]);
      int offset = rows.offset(slots[i]);
      for (int j = 0; j < length; j += LINE) {
        sum += page[offset + j];
      }
    }
    return sum;
  }

  private void four(int a, int b, int c, int d, float[] out, int at) {
    float[] pa = rows.page(a);
    float[] pb = rows.page(b);
    float[] pc = rows.page(c);
    float[] pd = rows.page(d);
    int oa = rows.offset(a);
    int ob = rows.offset(b);
    int oc = rows.offset(c);
    int od = rows.offset(d);
    if (l2) {
      kernels.squaredL2x4(row, from, pa, oa, pb, ob, pc, oc, pd, od, n, out, at);
    } else {
      kernels.dot4(row, from, pa, oa, pb, ob, pc, oc, pd, od, n, out, at);
      for (int i = at; i < at + 4; i++) {
        out[i] = base - out[i];
      }
    }
  }
}
