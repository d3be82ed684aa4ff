package org.flinkvectorindex.index.vector;

import java.util.Arrays;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.search.Pool;

/**
 * Full-precision vectors by slot, in pages of at most 256 KB, each row padded with zeros. Under
 * cosine rows are scaled to length one, so that a distance is one dot product.
 */
public final class Rows implements Points {
  private static final int PAGE_FLOATS = 1 << 16;

  private final Shape shape;
  private final int stride;
  private final int shift;
  private final int mask;
  private final Kernels kernels;
  private float[][] pages = new float[0][];

  /** No page is as high; of those below some may not be there either. */
  private int end;

  private long heapBytes;

  public Rows(Shape shape, Kernels kernels) {
    this.shape = shape;
    this.kernels = kernels;
    stride = shape.stride();
    shift = 31 - Integer.numberOfLeadingZeros(Math.max(1, PAGE_FLOATS / stride));
    mask = (1 << shift) - 1;
  }

  /** Floats a row takes up. */
  public int stride() {
    return stride;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public Probe probe() {
    return new RowProbe(this);
  }

  @Override
  public Probe exactly() {
    return probe();
  }

  /** Its distances are in full precision already. */
  @Override
  public Pool refine(Pool found, float[] prepared, int k) {
    return found;
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

  @Override
  public void set(int slot, float[] vectors, int from) {
    int page = slot >>> shift;
    if (page >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length + pages.length / 2 + 4));
    }
    if (pages[page] == null) {
      pages[page] = new float[stride << shift];
      end = Math.max(end, page + 1);
      heapBytes += 16 + 4L * pages[page].length;
    }
    shape.prepare(vectors, from, pages[page], offset(slot));
  }

  @Override
  public void truncate(int high) {
    for (int kept = (high + mask) >>> shift; end > kept; end--) {
      if (pages[end - 1] != null) {
        heapBytes -= 16 + 4L * pages[end - 1].length;
        pages[end - 1] = null;
      }
    }
  }

  @Override
  public long heapBytes() {
    return heapBytes + 4L * pages.length;
  }
}
