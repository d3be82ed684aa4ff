package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;

/** A dead letter with the bytes it keeps. */
public enum DeadLetterFormat implements RecordFormat<DeadLetter> {
  INSTANCE;

  @Override
  public Class<DeadLetter> type() {
    return DeadLetter.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(DeadLetter record, DataOutputView out) throws IOException {
    out.writeByte(code(record.reason()));
    Fields.writeString(record.detail(), out);
    OriginFormat.INSTANCE.writeVersioned(record.origin(), out);
    Fields.writeBytes(record.raw(), out);
    out.writeLong(record.rawBytes());
    Fields.writeOptional(record.key(), Fields::writeBytes, out);
    Fields.writeStrings(record.headers(), out);
    out.writeLong(record.ts());
  }

  @Override
  public DeadLetter read(int version, DataInputView in) throws IOException {
    return new DeadLetter(
        reason(in.readByte()),
        Fields.readString(in),
        OriginFormat.INSTANCE.readVersioned(in),
        Fields.readBytes(in),
        in.readLong(),
        Fields.readOptional(Fields::readBytes, in),
        Fields.readStrings(in),
        in.readLong());
  }

  private static int code(Reason reason) {
    return switch (reason) {
      case MALFORMED -> 1;
      case UNKNOWN_COLLECTION -> 2;
      case MISSING_FIELD -> 3;
      case BAD_ID -> 4;
      case DIMENSION_MISMATCH -> 5;
      case NOT_FINITE -> 6;
      case ZERO_NORM -> 7;
      case BAD_TIMESTAMP -> 8;
      case BAD_ATTRIBUTE -> 9;
      case TOO_LARGE -> 10;
      case BAD_QUERY -> 11;
      case BAD_CONTROL -> 12;
    };
  }

  private static Reason reason(int code) throws IOException {
    return switch (code) {
      case 1 -> Reason.MALFORMED;
      case 2 -> Reason.UNKNOWN_COLLECTION;
      case 3 -> Reason.MISSING_FIELD;
      case 4 -> Reason.BAD_ID;
      case 5 -> Reason.DIMENSION_MISMATCH;
      case 6 -> Reason.NOT_FINITE;
      case 7 -> Reason.ZERO_NORM;
      case 8 -> Reason.BAD_TIMESTAMP;
      case 9 -> Reason.BAD_ATTRIBUTE;
      case 10 -> Reason.TOO_LARGE;
      case 11 -> Reason.BAD_QUERY;
      case 12 -> Reason.BAD_CONTROL;
      default -> throw Fields.unknownCode(Reason.class, code);
    };
  }
}
