package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.apache.flink.api.common.state.MapState;
import org.flinkvectorindex.index.StoredIndex;
import org.flinkvectorindex.operators.StoredValue;

/** What keyed state holds of the index of the shard whose key is current. */
final class StoredState implements StoredIndex {
  private final ShardState state;
  private final Witness witness;
  private long logEntries;

  /** Sees each vector record that the index has taken. */
  interface Witness {
    void saw(int slot, VectorRecord record, boolean live);
  }

  StoredState(ShardState state, Witness witness) {
    this.state = state;
    this.witness = witness;
  }

  @Override
  public void pages(ObjIntConsumer<byte[]> each) throws IOException {
    for (Map.Entry<Integer, byte[]> page : entries(state.pages())) {
      each.accept(page.getValue(), page.getKey());
    }
  }

  @Override
  public void log(LogConsumer each) throws IOException {
    for (Map.Entry<Long, byte[]> entry : entries(state.log())) {
      each.accept(entry.getKey(), entry.getValue());
      logEntries++;
    }
  }

  @Override
  public void vectors(VectorConsumer each) throws IOException {
    for (Map.Entry<Integer, VectorRecord> entry : entries(state.vectors())) {
      int slot = entry.getKey();
      VectorRecord record = StoredValue.read(() -> "the vector at slot " + slot, entry::getValue);
      witness.saw(slot, record, each.accept(slot, record.id(), record.vector()));
    }
  }

  /** Entries of the redo log that were read. */
  long logEntries() {
    return logEntries;
  }

  static <K, V> Iterable<Map.Entry<K, V>> entries(MapState<K, V> state) throws IOException {
    try {
      return state.entries();
    } catch (Exception e) {
      throw new IOException("the state of a shard can't be read", e);
    }
  }
}
