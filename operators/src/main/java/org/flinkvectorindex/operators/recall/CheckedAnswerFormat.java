package org.flinkvectorindex.operators.recall;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of a {@link CheckedAnswer}. */
public enum CheckedAnswerFormat implements RecordFormat<CheckedAnswer> {
  INSTANCE;

  @Override
  public Class<CheckedAnswer> type() {
    return CheckedAnswer.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(CheckedAnswer it, DataOutputView out) throws IOException {
    Fields.writeString(it.asking(), out);
    Fields.writeString(it.collection(), out);
    out.writeInt(it.shard());
    out.writeInt(it.shards());
    out.writeInt(it.k());
    Fields.writeFloats(it.found(), out);
    Fields.writeFloats(it.exact(), out);
  }

  @Override
  public CheckedAnswer read(int version, DataInputView in) throws IOException {
    return new CheckedAnswer(
        Fields.readString(in),
        Fields.readString(in),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        Fields.readFloats(in),
        Fields.readFloats(in));
  }
}
