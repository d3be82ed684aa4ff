package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.index.id.IdHash;

/** Layout of an {@link IdHash}. */
public enum IdHashFormat implements RecordFormat<IdHash> {
  INSTANCE;

  @Override
  public Class<IdHash> type() {
    return IdHash.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(IdHash hash, DataOutputView out) throws IOException {
    out.writeLong(hash.low());
    out.writeLong(hash.high());
  }

  @Override
  public IdHash read(int version, DataInputView in) throws IOException {
    return new IdHash(in.readLong(), in.readLong());
  }
}
