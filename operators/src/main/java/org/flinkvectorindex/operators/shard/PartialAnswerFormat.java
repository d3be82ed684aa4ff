package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of a {@link PartialAnswer}. */
public enum PartialAnswerFormat implements RecordFormat<PartialAnswer> {
  INSTANCE;

  @Override
  public Class<PartialAnswer> type() {
    return PartialAnswer.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(PartialAnswer answer, DataOutputView out) throws IOException {
    Fields.writeString(answer.asking(), out);
    out.writeInt(answer.shard());
    Fields.writeOptional(answer.watermark(), out);
    Fields.writeList(answer.hits(), PartialAnswerFormat::writeHit, out);
  }

  @Override
  public PartialAnswer read(int version, DataInputView in) throws IOException {
    return new PartialAnswer(
        Fields.readString(in),
        in.readInt(),
        Fields.readOptionalLong(in),
        Fields.readList(PartialAnswerFormat::readHit, in));
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
}
