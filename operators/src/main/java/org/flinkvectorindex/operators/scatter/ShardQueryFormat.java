package org.flinkvectorindex.operators.scatter;

import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.QueryFormat;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.operators.collection.CollectionSpecFormat;

/** Layout of a {@link ShardQuery}. Version 2 adds what the collection is. */
public enum ShardQueryFormat implements RecordFormat<ShardQuery> {
  INSTANCE;

  @Override
  public Class<ShardQuery> type() {
    return ShardQuery.class;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(ShardQuery query, DataOutputView out) throws IOException {
    Fields.writeString(query.key(), out);
    out.writeInt(query.shard());
    Fields.writeString(query.asking(), out);
    out.writeInt(query.ef());
    QueryFormat.INSTANCE.writeVersioned(query.query(), out);
    Fields.writeOptional(query.created(), CollectionSpecFormat.INSTANCE::writeVersioned, out);
    out.writeBoolean(query.trial());
  }

  @Override
  public ShardQuery read(int version, DataInputView in) throws IOException {
    return new ShardQuery(
        Fields.readString(in),
        in.readInt(),
        Fields.readString(in),
        in.readInt(),
        QueryFormat.INSTANCE.readVersioned(in),
        version < 2
            ? Optional.empty()
            : Fields.readOptional(CollectionSpecFormat.INSTANCE::readVersioned, in),
        version >= 2 && in.readBoolean());
  }
}
