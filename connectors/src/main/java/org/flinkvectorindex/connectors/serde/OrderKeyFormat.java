package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.OrderKey;

/** The parts of the key in the order in which they are compared. */
public enum OrderKeyFormat implements RecordFormat<OrderKey> {
  INSTANCE;

  @Override
  public Class<OrderKey> type() {
    return OrderKey.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(OrderKey record, DataOutputView out) throws IOException {
    out.writeLong(record.value());
    Fields.writeString(record.source(), out);
    out.writeInt(record.partition());
    out.writeLong(record.position());
    out.writeInt(record.part());
  }

  @Override
  public OrderKey read(int version, DataInputView in) throws IOException {
    return new OrderKey(
        in.readLong(), Fields.readString(in), in.readInt(), in.readLong(), in.readInt());
  }
}
