package org.flinkvectorindex.benchmarks;

import org.flinkvectorindex.index.IndexStore;

/** For the index alone: counts what would be kept. */
public final class DiscardingStore implements IndexStore {
  private long bytes;

  /** Bytes of log and pages that were put. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void putLog(long sequence, byte[] entry) {
    bytes += entry.length;
  }

  @Override
  public void removeLog(long sequence) {}

  @Override
  public void putPage(int page, byte[] image) {
    bytes += image.length;
  }

  @Override
  public void removeVector(int slot) {}
}
