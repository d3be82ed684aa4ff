package org.flinkvectorindex.operators.admit;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of a {@link Refusal}. */
public enum RefusalFormat implements RecordFormat<Refusal> {
  INSTANCE;

  @Override
  public Class<Refusal> type() {
    return Refusal.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Refusal refusal, DataOutputView out) throws IOException {
    Fields.writeString(refusal.collection(), out);
    Fields.writeString(refusal.reason(), out);
    out.writeLong(refusal.ts());
  }

  @Override
  public Refusal read(int version, DataInputView in) throws IOException {
    return new Refusal(Fields.readString(in), Fields.readString(in), in.readLong());
  }
}
