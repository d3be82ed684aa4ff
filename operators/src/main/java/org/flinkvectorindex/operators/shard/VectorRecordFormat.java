package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import java.util.OptionalLong;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.OrderKeyFormat;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of a {@link VectorRecord}. */
public enum VectorRecordFormat implements RecordFormat<VectorRecord> {
  INSTANCE;

  @Override
  public Class<VectorRecord> type() {
    return VectorRecord.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(VectorRecord record, DataOutputView out) throws IOException {
    Fields.writeString(record.id(), out);
    OrderKeyFormat.INSTANCE.writeVersioned(record.order(), out);
    out.writeLong(record.ts());
    out.writeBoolean(record.expiry().isPresent());
    if (record.expiry().isPresent()) {
      out.writeLong(record.expiry().getAsLong());
    }
    Fields.writeOptional(record.attributes(), Fields::writeString, out);
    Fields.writeFloats(record.vector(), out);
  }

  @Override
  public VectorRecord read(int version, DataInputView in) throws IOException {
    String id = Fields.readString(in);
    OrderKey order = OrderKeyFormat.INSTANCE.readVersioned(in);
    long ts = in.readLong();
    OptionalLong expiry = in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
    return new VectorRecord(
        id, order, ts, expiry, Fields.readOptional(Fields::readString, in), Fields.readFloats(in));
  }
}
