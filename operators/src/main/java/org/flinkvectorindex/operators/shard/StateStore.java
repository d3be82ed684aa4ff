package org.flinkvectorindex.operators.shard;

import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.function.ThrowingRunnable;
import org.flinkvectorindex.index.IndexStore;

/**
 * Keyed state as the store of an index: of the shard whose key is current, so an index is only
 * changed while its shard's key is.
 */
final class StateStore implements IndexStore {
  private final ShardState state;
  private long logEntries;

  /**
   * @param logEntries in state so far
   */
  StateStore(ShardState state, long logEntries) {
    this.state = state;
    this.logEntries = logEntries;
  }

  @Override
  public void putLog(long sequence, byte[] entry) {
    access(() -> state.log().put(sequence, entry));
    logEntries++;
  }

  @Override
  public void removeLog(long sequence) {
    access(() -> state.log().remove(sequence));
    logEntries--;
  }

  @Override
  public void putPage(int page, byte[] image) {
    access(() -> state.pages().put(page, image));
  }

  @Override
  public void removeVector(int slot) {
    access(() -> state.vectors().remove(slot));
  }

  @Override
  public void readVector(int slot, float[] into) {
    access(() -> System.arraycopy(state.vectors().get(slot).vector(), 0, into, 0, into.length));
  }

  /** Entries of the redo log that are kept. */
  long logEntries() {
    return logEntries;
  }

  void restored(long logEntries) {
    this.logEntries = logEntries;
  }

  /** State that can't be reached fails the task. */
  private static void access(ThrowingRunnable<Exception> access) {
    try {
      access.run();
    } catch (Exception e) {
      throw new FlinkRuntimeException("the state of a shard can't be reached", e);
    }
  }
}
