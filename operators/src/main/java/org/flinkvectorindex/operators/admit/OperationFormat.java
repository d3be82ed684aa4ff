package org.flinkvectorindex.operators.admit;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.OrderKeyFormat;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.CollectionSpecFormat;

/** Layout of an {@link Operation}. Version 2 adds collections that are created and dropped. */
public enum OperationFormat implements RecordFormat<Operation> {
  INSTANCE;

  private static final int PUT = 1;
  private static final int REMOVE = 2;
  private static final int DROP = 3;

  @Override
  public Class<Operation> type() {
    return Operation.class;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(Operation operation, DataOutputView out) throws IOException {
    if (operation instanceof Operation.Put put) {
      writeRow(PUT, put, out);
      out.writeBoolean(put.expiry().isPresent());
      out.writeLong(put.expiry().orElse(0));
      Fields.writeOptional(put.attributes(), Fields::writeString, out);
      Fields.writeFloats(put.vector(), out);
    } else if (operation instanceof Operation.Remove remove) {
      writeRow(REMOVE, remove, out);
    } else if (operation instanceof Operation.Drop drop) {
      out.writeByte(DROP);
      Fields.writeString(drop.collection(), out);
      out.writeInt(drop.shards());
    }
  }

  private static void writeRow(int code, Operation.Row row, DataOutputView out) throws IOException {
    out.writeByte(code);
    Fields.writeString(row.collection(), out);
    Fields.writeString(row.id(), out);
    OrderKeyFormat.INSTANCE.writeVersioned(row.order(), out);
    out.writeLong(row.ts());
    Fields.writeOptional(row.created(), CollectionSpecFormat.INSTANCE::writeVersioned, out);
  }

  @Override
  public Operation read(int version, DataInputView in) throws IOException {
    int code = in.readByte();
    String collection = Fields.readString(in);
    return switch (code) {
      case PUT, REMOVE -> readRow(code, collection, version, in);
      case DROP -> new Operation.Drop(collection, in.readInt());
      default -> throw Fields.unknownCode(Operation.class, code);
    };
  }

  private static Operation readRow(int code, String collection, int version, DataInputView in)
      throws IOException {
    String id = Fields.readString(in);
    OrderKey order = OrderKeyFormat.INSTANCE.readVersioned(in);
    long ts = in.readLong();
    Optional<CollectionSpec> created =
        version < 2
            ? Optional.empty()
            : Fields.readOptional(CollectionSpecFormat.INSTANCE::readVersioned, in);
    if (code == REMOVE) {
      return new Operation.Remove(collection, id, order, ts, created);
    }
    boolean expires = in.readBoolean();
    long expiry = in.readLong();
    return new Operation.Put(
        collection,
        id,
        order,
        ts,
        expires ? OptionalLong.of(expiry) : OptionalLong.empty(),
        Fields.readOptional(Fields::readString, in),
        Fields.readFloats(in),
        created);
  }
}
