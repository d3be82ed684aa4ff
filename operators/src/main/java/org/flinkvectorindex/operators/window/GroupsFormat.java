package org.flinkvectorindex.operators.window;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of {@link Groups}. */
enum GroupsFormat implements RecordFormat<Groups> {
  INSTANCE;

  @Override
  public Class<Groups> type() {
    return Groups.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Groups groups, DataOutputView out) throws IOException {
    Fields.writeList(groups.names(), Fields::writeString, out);
  }

  @Override
  public Groups read(int version, DataInputView in) throws IOException {
    return new Groups(Fields.readList(Fields::readString, in));
  }
}
