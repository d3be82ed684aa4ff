package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Query;

/** What became of a record of the topic of queries. */
public enum DecodedQueryFormat implements RecordFormat<Decoded<Query>> {
  INSTANCE;

  @Override
  @SuppressWarnings("unchecked") // a class has no type arguments
  public Class<Decoded<Query>> type() {
    return (Class<Decoded<Query>>) (Class<?>) Decoded.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Decoded<Query> record, DataOutputView out) throws IOException {
    DecodedFields.write(record, QueryFormat.INSTANCE, out);
  }

  @Override
  public Decoded<Query> read(int version, DataInputView in) throws IOException {
    return DecodedFields.read(QueryFormat.INSTANCE, in);
  }
}
