package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.OrderKeyFormat;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of a {@link Tombstone}. */
public enum TombstoneFormat implements RecordFormat<Tombstone> {
  INSTANCE;

  @Override
  public Class<Tombstone> type() {
    return Tombstone.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Tombstone tombstone, DataOutputView out) throws IOException {
    OrderKeyFormat.INSTANCE.writeVersioned(tombstone.order(), out);
    out.writeLong(tombstone.ts());
  }

  @Override
  public Tombstone read(int version, DataInputView in) throws IOException {
    return new Tombstone(OrderKeyFormat.INSTANCE.readVersioned(in), in.readLong());
  }
}
