package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Result;

/** What the formats of decoded records have in common: one byte for what became of the record. */
public final class DecodedFields {
  private static final int ACCEPTED = 1;
  private static final int REJECTED = 2;
  private static final int REFUSED = 3;

  private DecodedFields() {}

  public static <T> void write(Decoded<T> record, RecordFormat<T> format, DataOutputView out)
      throws IOException {
    if (record instanceof Decoded.Accepted<T> accepted) {
      out.writeByte(ACCEPTED);
      format.writeVersioned(accepted.record(), out);
      RawRecordFormat.INSTANCE.writeVersioned(accepted.raw(), out);
      out.writeInt(accepted.unknownFields());
    } else if (record instanceof Decoded.Rejected<T> rejected) {
      out.writeByte(REJECTED);
      DeadLetterFormat.INSTANCE.writeVersioned(rejected.letter(), out);
    } else if (record instanceof Decoded.Refused<T> refused) {
      out.writeByte(REFUSED);
      ResultFormat.INSTANCE.writeVersioned(refused.answer(), out);
      DeadLetterFormat.INSTANCE.writeVersioned(refused.letter(), out);
    }
  }

  public static <T> Decoded<T> read(RecordFormat<T> format, DataInputView in) throws IOException {
    int code = in.readByte();
    return switch (code) {
      case ACCEPTED ->
          new Decoded.Accepted<>(
              format.readVersioned(in), RawRecordFormat.INSTANCE.readVersioned(in), in.readInt());
      case REJECTED -> new Decoded.Rejected<>(DeadLetterFormat.INSTANCE.readVersioned(in));
      case REFUSED ->
          new Decoded.Refused<>(readFailed(in), DeadLetterFormat.INSTANCE.readVersioned(in));
      default -> throw Fields.unknownCode(Decoded.class, code);
    };
  }

  private static Result.Failed readFailed(DataInputView in) throws IOException {
    Result result = ResultFormat.INSTANCE.readVersioned(in);
    if (result instanceof Result.Failed failed) {
      return failed;
    }
    throw new IOException("a refused record holds an answer");
  }
}
