package org.flinkvectorindex.operators.admit;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.QueryFormat;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of an {@link AdmittedQuery}. */
public enum AdmittedQueryFormat implements RecordFormat<AdmittedQuery> {
  INSTANCE;

  @Override
  public Class<AdmittedQuery> type() {
    return AdmittedQuery.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(AdmittedQuery admitted, DataOutputView out) throws IOException {
    Fields.writeString(admitted.key(), out);
    QueryFormat.INSTANCE.writeVersioned(admitted.query(), out);
    out.writeInt(admitted.shards());
    out.writeLong(admitted.arrivedMicros());
  }

  @Override
  public AdmittedQuery read(int version, DataInputView in) throws IOException {
    return new AdmittedQuery(
        Fields.readString(in), QueryFormat.INSTANCE.readVersioned(in), in.readInt(), in.readLong());
  }
}
