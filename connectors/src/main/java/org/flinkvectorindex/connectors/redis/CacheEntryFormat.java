package org.flinkvectorindex.connectors.redis;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.OrderKeyFormat;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** One byte for the kind of entry, then what all have, then its own. */
public enum CacheEntryFormat implements RecordFormat<CacheEntry> {
  INSTANCE;

  private static final int PUT_VECTOR = 1;
  private static final int DELETE_VECTOR = 2;
  private static final int PUT_RESULT = 3;
  private static final int PUT_WINDOW = 4;

  @Override
  public Class<CacheEntry> type() {
    return CacheEntry.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(CacheEntry record, DataOutputView out) throws IOException {
    if (record instanceof CacheEntry.PutVector put) {
      writeCommon(PUT_VECTOR, put, out);
      Fields.writeString(put.id(), out);
      Fields.writeFloats(put.vector(), out);
      Fields.writeOptional(put.attributes(), Fields::writeString, out);
    } else if (record instanceof CacheEntry.DeleteVector delete) {
      writeCommon(DELETE_VECTOR, delete, out);
      Fields.writeString(delete.id(), out);
    } else if (record instanceof CacheEntry.PutResult put) {
      writeCommon(PUT_RESULT, put, out);
      Fields.writeString(put.hash(), out);
      Fields.writeBytes(put.json(), out);
    } else if (record instanceof CacheEntry.PutWindow put) {
      writeCommon(PUT_WINDOW, put, out);
      Fields.writeString(put.window(), out);
      out.writeLong(put.start());
      Fields.writeOptional(put.group(), Fields::writeString, out);
      Fields.writeBytes(put.json(), out);
    }
  }

  private static void writeCommon(int code, CacheEntry record, DataOutputView out)
      throws IOException {
    out.writeByte(code);
    Fields.writeString(record.collection(), out);
    OrderKeyFormat.INSTANCE.writeVersioned(record.order(), out);
    out.writeLong(record.ts());
  }

  @Override
  public CacheEntry read(int version, DataInputView in) throws IOException {
    int code = in.readByte();
    String collection = Fields.readString(in);
    OrderKey order = OrderKeyFormat.INSTANCE.readVersioned(in);
    long ts = in.readLong();
    return switch (code) {
      case PUT_VECTOR ->
          new CacheEntry.PutVector(
              collection,
              Fields.readString(in),
              Fields.readFloats(in),
              Fields.readOptional(Fields::readString, in),
              order,
              ts);
      case DELETE_VECTOR ->
          new CacheEntry.DeleteVector(collection, Fields.readString(in), order, ts);
      case PUT_RESULT ->
          new CacheEntry.PutResult(
              collection, Fields.readString(in), Fields.readBytes(in), order, ts);
      case PUT_WINDOW ->
          new CacheEntry.PutWindow(
              collection,
              Fields.readString(in),
              in.readLong(),
              Fields.readOptional(Fields::readString, in),
              Fields.readBytes(in),
              order,
              ts);
      default -> throw Fields.unknownCode(CacheEntry.class, code);
    };
  }
}
