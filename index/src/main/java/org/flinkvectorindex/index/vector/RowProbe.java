package org.flinkvectorindex.index.vector;

import java.util.Arrays;
import org.flinkvectorindex.index.distance.ByteKernels;
import org.flinkvectorindex.index.distance.Kernels;

/** Distances in full precision. */
final class RowProbe extends Probe {
  private final Rows rows;
  private final Kernels kernels;
  private final ByteKernels byteKernels;
  private final boolean l2;

  /** Under cosine 1 − dot, under inner product −dot. */
  private final float base;

  private final int n;
  private final float[] rest = new float[4];
  private final float[] same = new float[4];

  /** The point aimed at where some rows are bytes: padded as they are. */
  private final float[] wide;

  private float[] row;
  private int from;

  /** Read by nobody; without it the compiler would see that touching has no effect. */
  @SuppressWarnings("unused")
  private float touched;

  RowProbe(Rows rows) {
    this.rows = rows;
    kernels = rows.kernels();
    byteKernels = kernels.bytes();
    n = rows.stride();
    wide = new float[rows.byteStride()];
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
    // Rows may become bytes while a query is asked with, in the gaps between other work.
    aim(prepared, 0, l2);
    return this;
  }

  @Override
  public Probe aim(int slot) {
    byte[] bytes = rows.bytePage(slot);
    if (bytes == null) {
      aim(rows.page(slot), rows.offset(slot), rows.anyBytes());
    } else {
      byteKernels.widen(bytes, rows.byteOffset(slot), wide.length, rows.middle(slot), wide);
      row = wide;
      from = 0;
    }
    return this;
  }

  private void aim(float[] floats, int offset, boolean widely) {
    if (widely) {
      System.arraycopy(floats, offset, wide, 0, n);
      Arrays.fill(wide, n, wide.length, 0);
      row = wide;
      from = 0;
    } else {
      row = floats;
      from = offset;
    }
  }

  @Override
  protected float one(int slot) {
    float[] page = rows.page(slot);
    if (page == null) {
      bytes(slot, slot, slot, slot, same, 0);
      return same[0];
    }
    int offset = rows.offset(slot);
    return l2
        ? kernels.squaredL2(row, from, page, offset, n)
        : base - kernels.dot(row, from, page, offset, n);
  }

  @Override
  protected void many(int[] slots, int begin, int end, float[] out) {
    if (end - begin > 4) {
      touched = rows.anyBytes() ? touchBytes(slots, begin, end) : touch(slots, begin, end);
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

  /** Asks for all rows before the first is computed with: they come from memory together then. */
  private float touch(int[] slots, int begin, int end) {
    float sum = 0;
    int lines = Prefetch.lines(n * Float.BYTES);
    for (int i = begin; i < end; i++) {
      sum += Prefetch.floats(rows.page(slots[i]), rows.offset(slots[i]), lines);
    }
    return sum;
  }

  /** The same where some rows are bytes. */
  private float touchBytes(int[] slots, int begin, int end) {
    int sum = 0;
    float floats = 0;
    int lines = Prefetch.lines(wide.length);
    for (int i = begin; i < end; i++) {
      byte[] page = rows.bytePage(slots[i]);
      if (page == null) {
        floats += touch(slots, i, i + 1);
      } else {
        sum += Prefetch.bytes(page, rows.byteOffset(slots[i]), lines);
      }
    }
    return sum + floats;
  }

  private void four(int a, int b, int c, int d, float[] out, int at) {
    if (rows.anyBytes()) {
      mixed(a, b, c, d, out, at);
    } else {
      floats(a, b, c, d, out, at);
    }
  }

  private void mixed(int a, int b, int c, int d, float[] out, int at) {
    float middle = rows.middle(a);
    if (rows.middle(b) == middle && rows.middle(c) == middle && rows.middle(d) == middle) {
      bytes(a, b, c, d, out, at);
    } else if (rows.page(a) != null
        && rows.page(b) != null
        && rows.page(c) != null
        && rows.page(d) != null) {
      floats(a, b, c, d, out, at);
    } else {
      out[at] = one(a);
      out[at + 1] = one(b);
      out[at + 2] = one(c);
      out[at + 3] = one(d);
    }
  }

  private void bytes(int a, int b, int c, int d, float[] out, int at) {
    byteKernels.squaredL2x4(
        wide,
        rows.bytePage(a),
        rows.byteOffset(a),
        rows.bytePage(b),
        rows.byteOffset(b),
        rows.bytePage(c),
        rows.byteOffset(c),
        rows.bytePage(d),
        rows.byteOffset(d),
        wide.length,
        rows.middle(a),
        out,
        at);
  }

  private void floats(int a, int b, int c, int d, float[] out, int at) {
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
