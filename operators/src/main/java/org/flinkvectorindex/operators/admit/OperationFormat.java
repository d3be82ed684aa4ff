package org.flinkvectorindex.operators.admit;

import java.io.IOException;
import java.util.OptionalLong;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.OrderKeyFormat;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of an {@link Operation}. */
public enum OperationFormat implements RecordFormat<Operation> {
  INSTANCE;

  private static final int PUT = 1;
  private static final int REMOVE = 2;

  @Override
  public Class<Operation> type() {
    return Operation.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Operation operation, DataOutputView out) throws IOException {
    out.writeByte(operation instanceof Operation.Put ? PUT : REMOVE);
    Fields.writeString(operation.collection(), out);
    Fields.writeString(operation.id(), out);
    OrderKeyFormat.INSTANCE.writeVersioned(operation.order(), out);
    out.writeLong(operation.ts());
    if (operation instanceof Operation.Put put) {
      out.writeBoolean(put.expiry().isPresent());
      out.writeLong(put.expiry().orElse(0));
      Fields.writeOptional(put.attributes(), Fields::writeString, out);
      Fields.writeFloats(put.vector(), out);
    }
  }

  @Override
  public Operation read(int version, DataInputView in) throws IOException {
    int code = in.readByte();
    String collection = Fields.readString(in);
    String id = Fields.readString(in);
    OrderKey order = OrderKeyFormat.INSTANCE.readVersioned(in);
    long ts = in.readLong();
    return switch (code) {
      case PUT -> {
        boolean expires = in.readBoolean();
        long expiry = in.readLong();
        yield new Operation.Put(
            collection,
            id,
            order,
            ts,
            expires ? OptionalLong.of(expiry) : OptionalLong.empty(),
            Fields.readOptional(Fields::readString, in),
            Fields.readFloats(in));
      }
      case REMOVE -> new Operation.Remove(collection, id, order, ts);
      default -> throw new IOException("an operation has code " + code + ", known are 1 and 2");
    };
  }
}
