package org.flinkvectorindex.operators.window;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of a {@link Slice}. */
public enum SliceFormat implements RecordFormat<Slice> {
  INSTANCE;

  @Override
  public Class<Slice> type() {
    return Slice.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Slice slice, DataOutputView out) throws IOException {
    Fields.writeString(slice.feed(), out);
    Fields.writeString(slice.group(), out);
    out.writeLong(slice.start());
    AggregateFormat.INSTANCE.writeVersioned(slice.aggregate(), out);
  }

  @Override
  public Slice read(int version, DataInputView in) throws IOException {
    return new Slice(
        Fields.readString(in),
        Fields.readString(in),
        in.readLong(),
        AggregateFormat.INSTANCE.readVersioned(in));
  }
}
