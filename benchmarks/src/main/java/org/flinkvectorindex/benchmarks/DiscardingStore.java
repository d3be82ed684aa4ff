package org.flinkvectorindex.benchmarks;

import java.util.Arrays;
import java.util.Optional;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.IndexStore;

/** For the index alone: counts what would be kept, and knows which row a slot was given. */
public final class DiscardingStore implements IndexStore {
  private static final int HEADER = 16;
  private static final int ALIGNED = 8;

  private final Optional<Vectors> base;
  private int[] rows = new int[1024];
  private long bytes;
  private long heapBytes;

  /** Of an index that reads no vectors back. */
  public DiscardingStore() {
    base = Optional.empty();
  }

  public DiscardingStore(Vectors base) {
    this.base = Optional.of(base);
  }

  /** A row was put into a slot. */
  public void put(int slot, int row) {
    if (slot >= rows.length) {
      rows = Arrays.copyOf(rows, Math.max(slot + 1, 2 * rows.length));
    }
    rows[slot] = row;
  }

  /** The row that was put into a slot last. */
  public int row(int slot) {
    return rows[slot];
  }

  @Override
  public void readVector(int slot, float[] into) {
    System.arraycopy(base.orElseThrow().values(), rows[slot] * into.length, into, 0, into.length);
  }

  /** Bytes of log and pages that were put. */
  public long bytes() {
    return bytes;
  }

  /** The same as arrays on the heap. */
  public long heapBytes() {
    return heapBytes;
  }

  private void count(byte[] array) {
    bytes += array.length;
    heapBytes += HEADER + (array.length + ALIGNED - 1 & -ALIGNED);
  }

  @Override
  public void putLog(long sequence, byte[] entry) {
    count(entry);
  }

  @Override
  public void removeLog(long sequence) {}

  @Override
  public void putPage(int page, byte[] image) {
    count(image);
  }

  @Override
  public void removeVector(int slot) {}
}
