package org.flinkvectorindex.index.vector;

import java.util.Arrays;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.ByteKernels;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.search.Pool;

/**
 * Full-precision vectors by slot, in pages ({@link Placement}), each row padded with zeros. Under
 * cosine rows are scaled to length one, so that a distance is one dot product.
 *
 * <p>Under squared L2 a page whose vectors are all {@link WholeNumbers} holds them as bytes: a
 * quarter of the memory to keep and to walk through, and every distance has the same bits. The
 * first other vector makes floats of its page.
 */
public final class Rows implements Points {
  private final Shape shape;
  private final int stride;
  private final int byteStride;
  private final Placement places;

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
    places = new Placement(stride, Float.BYTES, 0);
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
    return pages[places.page(slot)];
  }

  int offset(int slot) {
    return places.offset(slot);
  }

  /** The bytes of a slot's page; null where it has floats. */
  byte[] bytePage(int slot) {
    return bytes[places.page(slot)];
  }

  /** Of bytes a page has as many rows as of floats. */
  int byteOffset(int slot) {
    return places.row(slot) * byteStride;
  }

  /** The middle of the numbers in a slot's page; {@link WholeNumbers#NONE} where it has floats. */
  float middle(int slot) {
    return middles[places.page(slot)];
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
    int page = places.page(slot);
    if (page >= pages.length) {
      int length = Math.max(page + 1, pages.length + pages.length / 2 + 4);
      pages = Arrays.copyOf(pages, length);
      bytes = Arrays.copyOf(bytes, length);
      middles = Arrays.copyOf(middles, length);
    }
    if (pages[page] == null && bytes[page] == null) {
      begin(slot, vectors, from);
    }
    if (bytes[page] != null && !WholeNumbers.fit(vectors, from, shape.dimension(), middles[page])) {
      toFloats(page);
    }
    if (bytes[page] != null) {
      reachBytes(slot);
      WholeNumbers.put(
          vectors, from, shape.dimension(), middles[page], bytes[page], byteOffset(slot));
    } else {
      reachFloats(slot);
      shape.prepare(vectors, from, pages[page], offset(slot));
    }
  }

  /** A new page is what its first vector needs. */
  private void begin(int slot, float[] vectors, int from) {
    int page = places.page(slot);
    end = Math.max(end, page + 1);
    middles[page] =
        shape.metric() == Metric.L2
            ? WholeNumbers.middle(vectors, from, shape.dimension())
            : WholeNumbers.NONE;
    if (Float.isNaN(middles[page])) {
      put(page, new float[places.length(places.room(slot))]);
    } else {
      bytePages++;
      put(page, WholeNumbers.page(places.room(slot) * byteStride, middles[page]));
    }
  }

  private void put(int page, float[] floats) {
    heapBytes += 16 + 4L * floats.length;
    pages[page] = floats;
  }

  private void put(int page, byte[] whole) {
    heapBytes += 16 + whole.length;
    bytes[page] = whole;
  }

  /** Makes room for a slot in its page. */
  private void reachFloats(int slot) {
    int page = places.page(slot);
    float[] floats = pages[page];
    if (offset(slot) >= floats.length) {
      heapBytes -= 16 + 4L * floats.length;
      put(page, Arrays.copyOf(floats, places.length(places.room(slot))));
    }
  }

  private void reachBytes(int slot) {
    int page = places.page(slot);
    byte[] whole = bytes[page];
    if (byteOffset(slot) >= whole.length) {
      heapBytes -= 16 + whole.length;
      put(page, WholeNumbers.page(places.room(slot) * byteStride, middles[page]));
      System.arraycopy(whole, 0, bytes[page], 0, whole.length);
    }
  }

  private void toFloats(int page) {
    byte[] whole = bytes[page];
    int rows = whole.length / byteStride;
    float[] floats = new float[places.length(rows)];
    for (int row = 0; row < rows; row++) {
      widen(whole, row * byteStride, middles[page], floats, places.offset(row));
    }
    drop(page);
    middles[page] = WholeNumbers.NONE;
    put(page, floats);
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
    for (int kept = places.pages(high); end > kept; end--) {
      drop(end - 1);
    }
  }

  @Override
  public long heapBytes() {
    return heapBytes + 12L * pages.length;
  }
}
