package org.flinkvectorindex.index.vector;

import java.util.Arrays;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.Kernels;

/**
 * Full-precision vectors by slot, in pages of at most 256 KB, each row padded with zeros. Under
 * cosine rows are scaled to length one, so that a distance is one dot product.
 */
public final class Rows {
  private static final int PAGE_FLOATS = 1 << 16;

  private final int dimension;
  private final int stride;
  private final int shift;
  private final int mask;
  private final Metric metric;
  private final Kernels kernels;
  private float[][] pages = new float[0][];
  private long heapBytes;

  public Rows(int dimension, Metric metric) {
    this(dimension, metric, KernelChoice.best());
  }

  public Rows(int dimension, Metric metric, Kernels kernels) {
    this.kernels = kernels;
    this.dimension = dimension;
    this.metric = metric;
    stride = Kernels.padded(dimension);
    shift = 31 - Integer.numberOfLeadingZeros(Math.max(1, PAGE_FLOATS / stride));
    mask = (1 << shift) - 1;
  }

  /** Floats a row takes up. */
  public int stride() {
    return stride;
  }

  public Metric metric() {
    return metric;
  }

  Kernels kernels() {
    return kernels;
  }

  public float[] page(int slot) {
    return pages[slot >>> shift];
  }

  public int offset(int slot) {
    return (slot & mask) * stride;
  }

  public void set(int slot, float[] vectors, int from) {
    int page = slot >>> shift;
    if (page >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length + pages.length / 2 + 4));
    }
    if (pages[page] == null) {
      pages[page] = new float[stride << shift];
      heapBytes += 16 + 4L * pages[page].length;
    }
    prepare(vectors, from, pages[page], offset(slot));
  }

  /** A query as rows are kept: padded, and of length one under cosine. */
  public float[] prepared(float[] query) {
    float[] row = new float[stride];
    prepare(query, 0, row, 0);
    return row;
  }

  private void prepare(float[] from, int at, float[] to, int offset) {
    if (metric != Metric.COSINE) {
      System.arraycopy(from, at, to, offset, dimension);
      return;
    }
    double squares = 0;
    for (int i = 0; i < dimension; i++) {
      squares += (double) from[at + i] * from[at + i];
    }
    double scale = 1 / Math.sqrt(squares);
    for (int i = 0; i < dimension; i++) {
      to[offset + i] = (float) (from[at + i] * scale);
    }
  }

  /** Gives back the pages that hold no slot below {@code high}. */
  public void truncate(int high) {
    for (int page = (high + mask) >>> shift; page < pages.length && pages[page] != null; page++) {
      heapBytes -= 16 + 4L * pages[page].length;
      pages[page] = null;
    }
  }

  public long heapBytes() {
    return heapBytes + 4L * pages.length;
  }
}
