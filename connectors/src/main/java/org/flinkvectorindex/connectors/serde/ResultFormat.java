package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Code;
import org.flinkvectorindex.connectors.record.Result.Hit;

/**
 * One byte for what became of the query, then its fields. Version 2 adds the collection that an
 * alias stood for.
 */
public enum ResultFormat implements RecordFormat<Result> {
  INSTANCE;

  private static final int ANSWER = 1;
  private static final int FAILED = 2;

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(Result record, DataOutputView out) throws IOException {
    if (record instanceof Result.Answer answer) {
      out.writeByte(ANSWER);
      Fields.writeString(answer.queryId(), out);
      Fields.writeString(answer.collection(), out);
      Fields.writeList(answer.hits(), ResultFormat::writeHit, out);
      out.writeInt(answer.k());
      out.writeBoolean(answer.complete());
      out.writeInt(answer.shards());
      out.writeInt(answer.answered());
      Fields.writeString(answer.plan(), out);
      Fields.writeOptional(answer.watermark(), out);
      out.writeLong(answer.tookMicros());
      Fields.writeString(answer.queryHash(), out);
      OrderKeyFormat.INSTANCE.writeVersioned(answer.order(), out);
      Fields.writeString(answer.from(), out);
    } else if (record instanceof Result.Failed failed) {
      out.writeByte(FAILED);
      Fields.writeString(failed.queryId(), out);
      out.writeByte(code(failed.code()));
      Fields.writeString(failed.detail(), out);
    }
  }

  @Override
  public Result read(int version, DataInputView in) throws IOException {
    int code = in.readByte();
    return switch (code) {
      case ANSWER -> readAnswer(version, in);
      case FAILED ->
          new Result.Failed(Fields.readString(in), code(in.readByte()), Fields.readString(in));
      default -> throw Fields.unknownCode(Result.class, code);
    };
  }

  private static Result.Answer readAnswer(int version, DataInputView in) throws IOException {
    String queryId = Fields.readString(in);
    String collection = Fields.readString(in);
    return new Result.Answer(
        queryId,
        collection,
        Fields.readList(ResultFormat::readHit, in),
        in.readInt(),
        in.readBoolean(),
        in.readInt(),
        in.readInt(),
        Fields.readString(in),
        Fields.readOptionalLong(in),
        in.readLong(),
        Fields.readString(in),
        OrderKeyFormat.INSTANCE.readVersioned(in),
        version < 2 ? collection : Fields.readString(in));
  }

  private static void writeHit(Hit hit, DataOutputView out) throws IOException {
    Fields.writeString(hit.id(), out);
    out.writeFloat(hit.distance());
    Fields.writeOptional(hit.attributes(), Fields::writeString, out);
    Fields.writeOptional(hit.vector(), Fields::writeFloats, out);
  }

  private static Hit readHit(DataInputView in) throws IOException {
    return new Hit(
        Fields.readString(in),
        in.readFloat(),
        Fields.readOptional(Fields::readString, in),
        Fields.readOptional(Fields::readFloats, in));
  }

  private static int code(Code code) {
    return switch (code) {
      case BAD_QUERY -> 1;
      case UNKNOWN_COLLECTION -> 2;
      case DIMENSION_MISMATCH -> 3;
      case NOT_FOUND -> 4;
      case UNSUPPORTED -> 5;
      case OVERLOADED -> 6;
    };
  }

  private static Code code(int code) throws IOException {
    return switch (code) {
      case 1 -> Code.BAD_QUERY;
      case 2 -> Code.UNKNOWN_COLLECTION;
      case 3 -> Code.DIMENSION_MISMATCH;
      case 4 -> Code.NOT_FOUND;
      case 5 -> Code.UNSUPPORTED;
      case 6 -> Code.OVERLOADED;
      default -> throw Fields.unknownCode(Code.class, code);
    };
  }
}
