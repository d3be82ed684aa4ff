package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.index.id.IdHash;

/**
 * Layout of a {@link TombstoneTime}: in the order of unsigned bytes the oldest comes first, and so
 * does it in RocksDB.
 */
public enum TombstoneTimeFormat implements RecordFormat<TombstoneTime> {
  INSTANCE;

  @Override
  public Class<TombstoneTime> type() {
    return TombstoneTime.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(TombstoneTime time, DataOutputView out) throws IOException {
    out.writeLong(time.ts() ^ Long.MIN_VALUE);
    out.writeLong(time.id().low());
    out.writeLong(time.id().high());
  }

  @Override
  public TombstoneTime read(int version, DataInputView in) throws IOException {
    return new TombstoneTime(
        in.readLong() ^ Long.MIN_VALUE, new IdHash(in.readLong(), in.readLong()));
  }
}
