package org.flinkvectorindex.index.vector;

import java.util.Arrays;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.ByteKernels;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.search.Pool;

/**
 * Full-precision vectors by slot, in pages of at most 256 KB, each row padded with zeros. Under
 * cosine rows are scaled to length one, so that a distance is one dot product.
 *
 * <p>Under squared L2 a page whose vectors are all {@link WholeNumbers} holds them as bytes: a
 * quarter of the memory to keep and to walk through, and every distance has the same bits. The
 * first other vector makes floats of its page.
 */
public final class Rows implements Points {
  private static final int PAGE_FLOATS = 1 << 16;

  private final Shape shape;
  private final int stride;
  private final int byteStride;
  private final int shift;
  private final int mask;
  private final Kernels kernels;

  /** Of each page one is there: its floats or its bytes. */
  private float[][] pages = new float[0][];

  private byte[][] bytes = new byte[0][];
  private float[] middles = new float[0];
  private int bytePages;

  /** No page is as high; of those below some may not be there either. */
  private int end;

  private long heapBytes;

  public Rows(Shape shape, Kernels kernels) {
    this.shape = shape;
    this.kernels = kernels;
    stride = shape.stride();
    byteStride = ByteKernels.padded(shape.dimension());
    shift = 31 - Integer.numberOfLeadingZeros(Math.max(1, PAGE_FLOATS / stride));
    mask = (1 << shift) - 1;
  }

  /** Floats a row takes up. */
  int stride() {
    return stride;
  }

  /** The same in bytes. */
  int byteStride() {
    return byteStride;
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

  /** Whether there are bytes at all. */
  boolean anyBytes() {
    return bytePages > 0;
  }

  /** The floats of a slot's page; null where it has bytes. */
  float[] page(int slot) {
    return pages[slot >>> shift];
  }

  int offset(int slot) {
    return (slot & mask) * stride;
  }

  /** The bytes of a slot's page; null where it has floats. */
  byte[] bytePage(int slot) {
    return bytes[slot >>> shift];
  }

  int byteOffset(int slot) {
    return (slot & mask) * byteStride;
  }

  /** The middle of the numbers in a slot's page; {@link WholeNumbers#NONE} where it has floats. */
  float middle(int slot) {
    return middles[slot >>> shift];
  }

  /** The vector of a slot, prepared. */
  public void read(int slot, float[] prepared) {
    byte[] page = bytePage(slot);
    if (page == null) {
      System.arraycopy(page(slot), offset(slot), prepared, 0, stride);
    } else {
      widen(page, byteOffset(slot), middle(slot), prepared, 0);
    }
  }

  private void widen(byte[] page, int from, float middle, float[] to, int at) {
    for (int i = 0; i < shape.dimension(); i++) {
      to[at + i] = page[from + i] + middle;
    }
  }

  @Override
  public void set(int slot, float[] vectors, int from) {
    int page = slot >>> shift;
    if (page >= pages.length) {
      int length = Math.max(page + 1, pages.length + pages.length / 2 + 4);
      pages = Arrays.copyOf(pages, length);
      bytes = Arrays.copyOf(bytes, length);
      middles = Arrays.copyOf(middles, length);
    }
    if (pages[page] == null && bytes[page] == null) {
      begin(page, vectors, from);
    }
    if (bytes[page] != null && !WholeNumbers.fit(vectors, from, shape.dimension(), middles[page])) {
      toFloats(page);
    }
    if (bytes[page] != null) {
      WholeNumbers.put(
          vectors, from, shape.dimension(), middles[page], bytes[page], byteOffset(slot));
    } else {
      shape.prepare(vectors, from, pages[page], offset(slot));
    }
  }

  /** A new page is what its first vector needs. */
  private void begin(int page, float[] vectors, int from) {
    end = Math.max(end, page + 1);
    middles[page] =
        shape.metric() == Metric.L2
            ? WholeNumbers.middle(vectors, from, shape.dimension())
            : WholeNumbers.NONE;
    if (Float.isNaN(middles[page])) {
      pages[page] = new float[stride << shift];
      heapBytes += 16 + 4L * pages[page].length;
    } else {
      bytes[page] = WholeNumbers.page(byteStride << shift, middles[page]);
      bytePages++;
      heapBytes += 16 + bytes[page].length;
    }
  }

  private void toFloats(int page) {
    float[] floats = new float[stride << shift];
    for (int row = 0; row <= mask; row++) {
      widen(bytes[page], row * byteStride, middles[page], floats, row * stride);
    }
    drop(page);
    middles[page] = WholeNumbers.NONE;
    pages[page] = floats;
    heapBytes += 16 + 4L * floats.length;
  }

  private void drop(int page) {
    if (bytes[page] != null) {
      heapBytes -= 16 + bytes[page].length;
      bytes[page] = null;
      bytePages--;
    } else if (pages[page] != null) {
      heapBytes -= 16 + 4L * pages[page].length;
      pages[page] = null;
    }
  }

  @Override
  public void truncate(int high) {
    for (int kept = (high + mask) >>> shift; end > kept; end--) {
      drop(end - 1);
    }
  }

  @Override
  public long heapBytes() {
    return heapBytes + 12L * pages.length;
  }
}
