package org.flinkvectorindex.operators.admit;

import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.QueryFormat;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.CollectionSpecFormat;

/** Layout of an {@link AdmittedQuery}. Version 2 adds which collection answers. */
public enum AdmittedQueryFormat implements RecordFormat<AdmittedQuery> {
  INSTANCE;

  @Override
  public Class<AdmittedQuery> type() {
    return AdmittedQuery.class;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(AdmittedQuery admitted, DataOutputView out) throws IOException {
    Fields.writeString(admitted.key(), out);
    QueryFormat.INSTANCE.writeVersioned(admitted.query(), out);
    out.writeInt(admitted.shards());
    out.writeLong(admitted.arrivedMicros());
    Fields.writeString(admitted.collection(), out);
    Fields.writeOptional(admitted.created(), CollectionSpecFormat.INSTANCE::writeVersioned, out);
    out.writeBoolean(admitted.trial());
  }

  @Override
  public AdmittedQuery read(int version, DataInputView in) throws IOException {
    String key = Fields.readString(in);
    Query query = QueryFormat.INSTANCE.readVersioned(in);
    int shards = in.readInt();
    long arrived = in.readLong();
    if (version < 2) {
      return new AdmittedQuery(key, query, shards, arrived);
    }
    String collection = Fields.readString(in);
    Optional<CollectionSpec> created =
        Fields.readOptional(CollectionSpecFormat.INSTANCE::readVersioned, in);
    return new AdmittedQuery(key, query, shards, arrived, collection, created, in.readBoolean());
  }
}
