package org.flinkvectorindex.operators.decide;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.serde.DecodedFields;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** What became of a record of the topic of control. */
public enum DecodedControlFormat implements RecordFormat<Decoded<Control>> {
  INSTANCE;

  @Override
  @SuppressWarnings("unchecked") // a class has no type arguments
  public Class<Decoded<Control>> type() {
    return (Class<Decoded<Control>>) (Class<?>) Decoded.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Decoded<Control> record, DataOutputView out) throws IOException {
    DecodedFields.write(record, ControlFormat.INSTANCE, out);
  }

  @Override
  public Decoded<Control> read(int version, DataInputView in) throws IOException {
    return DecodedFields.read(ControlFormat.INSTANCE, in);
  }
}
