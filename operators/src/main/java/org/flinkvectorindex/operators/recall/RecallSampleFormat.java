package org.flinkvectorindex.operators.recall;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of a {@link RecallSample}. */
public enum RecallSampleFormat implements RecordFormat<RecallSample> {
  INSTANCE;

  @Override
  public Class<RecallSample> type() {
    return RecallSample.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(RecallSample sample, DataOutputView out) throws IOException {
    Fields.writeString(sample.collection(), out);
    out.writeDouble(sample.recall());
    out.writeLong(sample.ts());
  }

  @Override
  public RecallSample read(int version, DataInputView in) throws IOException {
    return new RecallSample(Fields.readString(in), in.readDouble(), in.readLong());
  }
}
