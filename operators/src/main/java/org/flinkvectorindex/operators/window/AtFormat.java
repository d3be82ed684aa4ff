package org.flinkvectorindex.operators.window;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of an {@link At}. */
enum AtFormat implements RecordFormat<At> {
  INSTANCE;

  @Override
  public Class<At> type() {
    return At.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(At at, DataOutputView out) throws IOException {
    Fields.writeString(at.group(), out);
    Fields.writeString(at.window(), out);
    out.writeLong(at.start());
  }

  @Override
  public At read(int version, DataInputView in) throws IOException {
    return new At(Fields.readString(in), Fields.readString(in), in.readLong());
  }
}
