package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;

/** What became of a record of the topic of vectors. */
public enum DecodedMutationFormat implements RecordFormat<Decoded<Mutation>> {
  INSTANCE;

  @Override
  @SuppressWarnings("unchecked") // a class has no type arguments
  public Class<Decoded<Mutation>> type() {
    return (Class<Decoded<Mutation>>) (Class<?>) Decoded.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Decoded<Mutation> record, DataOutputView out) throws IOException {
    DecodedFields.write(record, MutationFormat.INSTANCE, out);
  }

  @Override
  public Decoded<Mutation> read(int version, DataInputView in) throws IOException {
    return DecodedFields.read(MutationFormat.INSTANCE, in);
  }
}
