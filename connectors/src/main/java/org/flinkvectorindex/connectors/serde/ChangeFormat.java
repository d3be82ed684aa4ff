package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.Change;

/** One byte for the operation, then its fields. */
public enum ChangeFormat implements RecordFormat<Change> {
  INSTANCE;

  private static final int UPSERTED = 1;
  private static final int DELETED = 2;

  @Override
  public Class<Change> type() {
    return Change.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Change record, DataOutputView out) throws IOException {
    if (record instanceof Change.Upserted upserted) {
      out.writeByte(UPSERTED);
      writeCommon(upserted, out);
      Fields.writeFloats(upserted.vector(), out);
      Fields.writeOptional(upserted.attributes(), Fields::writeString, out);
      out.writeBoolean(upserted.replaced());
    } else if (record instanceof Change.Deleted deleted) {
      out.writeByte(DELETED);
      writeCommon(deleted, out);
    }
  }

  private static void writeCommon(Change record, DataOutputView out) throws IOException {
    Fields.writeString(record.collection(), out);
    Fields.writeString(record.id(), out);
    OrderKeyFormat.INSTANCE.writeVersioned(record.order(), out);
    out.writeLong(record.ts());
    out.writeInt(record.shard());
  }

  @Override
  public Change read(int version, DataInputView in) throws IOException {
    int code = in.readByte();
    return switch (code) {
      case UPSERTED ->
          new Change.Upserted(
              Fields.readString(in),
              Fields.readString(in),
              OrderKeyFormat.INSTANCE.readVersioned(in),
              in.readLong(),
              in.readInt(),
              Fields.readFloats(in),
              Fields.readOptional(Fields::readString, in),
              in.readBoolean());
      case DELETED ->
          new Change.Deleted(
              Fields.readString(in),
              Fields.readString(in),
              OrderKeyFormat.INSTANCE.readVersioned(in),
              in.readLong(),
              in.readInt());
      default -> throw Fields.unknownCode(Change.class, code);
    };
  }
}
