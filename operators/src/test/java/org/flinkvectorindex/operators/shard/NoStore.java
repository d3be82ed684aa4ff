package org.flinkvectorindex.operators.shard;

import org.flinkvectorindex.index.IndexStore;

/** For an index that nobody restores. */
final class NoStore implements IndexStore {
  @Override
  public void putLog(long sequence, byte[] entry) {}

  @Override
  public void removeLog(long sequence) {}

  @Override
  public void putPage(int page, byte[] image) {}

  @Override
  public void removeVector(int slot) {}

  @Override
  public void readVector(int slot, float[] into) {
    throw new UnsupportedOperationException("vectors are on the heap");
  }
}
