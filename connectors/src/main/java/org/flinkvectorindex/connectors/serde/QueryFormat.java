package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Query.Include;
import org.flinkvectorindex.connectors.record.Query.Target;

/** One byte for the kind of target; what to include is a set of bits. */
public enum QueryFormat implements RecordFormat<Query> {
  INSTANCE;

  private static final int NEAREST = 1;
  private static final int BY_IDS = 2;

  @Override
  public Class<Query> type() {
    return Query.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Query record, DataOutputView out) throws IOException {
    Fields.writeString(record.queryId(), out);
    Fields.writeString(record.collection(), out);
    writeTarget(record.target(), out);
    out.writeInt(record.k());
    Fields.writeOptional(record.ef(), out);
    out.writeByte(bits(record.include()));
    Fields.writeOptional(record.timeout(), Fields::writeMillis, out);
    out.writeLong(record.ts());
    OriginFormat.INSTANCE.writeVersioned(record.origin(), out);
  }

  @Override
  public Query read(int version, DataInputView in) throws IOException {
    return new Query(
        Fields.readString(in),
        Fields.readString(in),
        readTarget(in),
        in.readInt(),
        Fields.readOptionalInt(in),
        include(in.readByte()),
        Fields.readOptional(Fields::readMillis, in),
        in.readLong(),
        OriginFormat.INSTANCE.readVersioned(in));
  }

  private static void writeTarget(Target target, DataOutputView out) throws IOException {
    if (target instanceof Target.Nearest nearest) {
      out.writeByte(NEAREST);
      Fields.writeFloats(nearest.vector(), out);
    } else if (target instanceof Target.ByIds byIds) {
      out.writeByte(BY_IDS);
      Fields.writeList(byIds.ids(), Fields::writeString, out);
    }
  }

  private static Target readTarget(DataInputView in) throws IOException {
    int code = in.readByte();
    return switch (code) {
      case NEAREST -> new Target.Nearest(Fields.readFloats(in));
      case BY_IDS -> new Target.ByIds(Fields.readList(Fields::readString, in));
      default -> throw Fields.unknownCode(Target.class, code);
    };
  }

  private static int bits(Set<Include> include) {
    int bits = 0;
    for (Include each : include) {
      bits |= bit(each);
    }
    return bits;
  }

  private static Set<Include> include(int bits) throws IOException {
    Set<Include> include = EnumSet.noneOf(Include.class);
    for (Include each : Include.values()) {
      if ((bits & bit(each)) != 0) {
        include.add(each);
      }
    }
    if (bits(include) != bits) {
      throw Fields.unknownCode(Include.class, bits);
    }
    return include;
  }

  private static int bit(Include include) {
    return switch (include) {
      case ATTRIBUTES -> 1;
      case VECTOR -> 2;
    };
  }
}
