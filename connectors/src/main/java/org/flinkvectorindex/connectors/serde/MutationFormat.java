package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.Mutation;

/** One byte for the operation, then its fields. */
public enum MutationFormat implements RecordFormat<Mutation> {
  INSTANCE;

  private static final int UPSERT = 1;
  private static final int DELETE = 2;

  @Override
  public Class<Mutation> type() {
    return Mutation.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Mutation record, DataOutputView out) throws IOException {
    if (record instanceof Mutation.Upsert upsert) {
      out.writeByte(UPSERT);
      Fields.writeString(upsert.collection(), out);
      Fields.writeString(upsert.id(), out);
      Fields.writeFloats(upsert.vector(), out);
      Fields.writeOptional(upsert.attributes(), Fields::writeString, out);
      out.writeLong(upsert.ts());
      Fields.writeOptional(upsert.version(), out);
      Fields.writeOptional(upsert.ttl(), Fields::writeMillis, out);
      OriginFormat.INSTANCE.writeVersioned(upsert.origin(), out);
    } else if (record instanceof Mutation.Delete delete) {
      out.writeByte(DELETE);
      Fields.writeString(delete.collection(), out);
      Fields.writeString(delete.id(), out);
      out.writeLong(delete.ts());
      Fields.writeOptional(delete.version(), out);
      OriginFormat.INSTANCE.writeVersioned(delete.origin(), out);
    }
  }

  @Override
  public Mutation read(int version, DataInputView in) throws IOException {
    int code = in.readByte();
    return switch (code) {
      case UPSERT ->
          new Mutation.Upsert(
              Fields.readString(in),
              Fields.readString(in),
              Fields.readFloats(in),
              Fields.readOptional(Fields::readString, in),
              in.readLong(),
              Fields.readOptionalLong(in),
              Fields.readOptional(Fields::readMillis, in),
              OriginFormat.INSTANCE.readVersioned(in));
      case DELETE ->
          new Mutation.Delete(
              Fields.readString(in),
              Fields.readString(in),
              in.readLong(),
              Fields.readOptionalLong(in),
              OriginFormat.INSTANCE.readVersioned(in));
      default -> throw Fields.unknownCode(Mutation.class, code);
    };
  }
}
