package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Checksum;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/**
 * Layout of a {@link ShardMeta}. Version 2 adds what is fixed and the cursor of expiries, version 3
 * the order to what is fixed, version 4 a CRC-32C of all that comes before, which a savepoint in
 * Flink's own format has none of.
 */
public enum ShardMetaFormat implements RecordFormat<ShardMeta> {
  INSTANCE;

  @Override
  public Class<ShardMeta> type() {
    return ShardMeta.class;
  }

  @Override
  public int version() {
    return 4;
  }

  @Override
  public void write(ShardMeta meta, DataOutputView out) throws IOException {
    byte[] fields = fields(meta);
    out.write(fields);
    out.writeInt(Checksum.of(fields, 0, fields.length));
  }

  private static byte[] fields(ShardMeta meta) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256 + meta.index().length);
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
    Fields.writeOptional(meta.built(), Built::write, out);
    out.writeInt(meta.expiryCursor());
    return out.getCopyOfBuffer();
  }

  @Override
  public ShardMeta read(int version, DataInputView in) throws IOException {
    ShardMeta meta = fields(version, in);
    if (version >= 4) {
      byte[] fields = fields(meta);
      Checksum.require("ShardMeta", in.readInt(), Checksum.of(fields, 0, fields.length));
    }
    return meta;
  }

  private static ShardMeta fields(int version, DataInputView in) throws IOException {
    return new ShardMeta(
        Fields.readBytes(in),
        new ContentHash(in.readLong(), in.readLong()),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty(),
        Fields.readOptional(Fields::readString, in),
        version < 2 ? Optional.empty() : Fields.readOptional(from -> Built.read(version, from), in),
        version < 2 ? 0 : in.readInt());
  }
}
