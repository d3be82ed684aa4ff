package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import java.util.OptionalLong;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of a {@link ShardMeta}. */
public enum ShardMetaFormat implements RecordFormat<ShardMeta> {
  INSTANCE;

  @Override
  public Class<ShardMeta> type() {
    return ShardMeta.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(ShardMeta meta, DataOutputView out) throws IOException {
    Fields.writeBytes(meta.index(), out);
    out.writeLong(meta.content().high());
    out.writeLong(meta.content().low());
    out.writeLong(meta.graph());
    out.writeLong(meta.changes());
    out.writeLong(meta.greatestTs());
    out.writeLong(meta.tombstones());
    out.writeBoolean(meta.forgottenTs().isPresent());
    if (meta.forgottenTs().isPresent()) {
      out.writeLong(meta.forgottenTs().getAsLong());
    }
    Fields.writeOptional(meta.generation(), Fields::writeString, out);
  }

  @Override
  public ShardMeta read(int version, DataInputView in) throws IOException {
    return new ShardMeta(
        Fields.readBytes(in),
        new ContentHash(in.readLong(), in.readLong()),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty(),
        Fields.readOptional(Fields::readString, in));
  }
}
