package org.flinkvectorindex.operators.gather;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.OrderKeyFormat;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of a {@link Gathering}. Version 2 adds the collection that an alias stood for. */
enum GatheringFormat implements RecordFormat<Gathering> {
  INSTANCE;

  private static final int OPEN = 1;
  private static final int CLOSED = 2;

  @Override
  public Class<Gathering> type() {
    return Gathering.class;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(Gathering gathering, DataOutputView out) throws IOException {
    if (gathering instanceof Gathering.Open open) {
      out.writeByte(OPEN);
      Fields.writeOptional(open.asked(), GatheringFormat::writeAsked, out);
      out.writeInt(open.answered());
    } else if (gathering instanceof Gathering.Closed closed) {
      out.writeByte(CLOSED);
      out.writeInt(closed.missing());
    }
  }

  @Override
  public Gathering read(int version, DataInputView in) throws IOException {
    int code = in.readByte();
    return switch (code) {
      case OPEN ->
          new Gathering.Open(
              Fields.readOptional(from -> readAsked(version, from), in), in.readInt());
      case CLOSED -> new Gathering.Closed(in.readInt());
      default -> throw Fields.unknownCode(Gathering.class, code);
    };
  }

  private static void writeAsked(Asked asked, DataOutputView out) throws IOException {
    Fields.writeString(asked.queryId(), out);
    Fields.writeString(asked.collection(), out);
    out.writeInt(asked.k());
    out.writeInt(asked.limit());
    out.writeInt(asked.shards());
    Fields.writeString(asked.plan(), out);
    out.writeLong(asked.arrivedMicros());
    out.writeLong(asked.deadlineMillis());
    Fields.writeString(asked.hash(), out);
    OrderKeyFormat.INSTANCE.writeVersioned(asked.order(), out);
    Fields.writeString(asked.from(), out);
  }

  private static Asked readAsked(int version, DataInputView in) throws IOException {
    String queryId = Fields.readString(in);
    String collection = Fields.readString(in);
    return new Asked(
        queryId,
        collection,
        in.readInt(),
        in.readInt(),
        in.readInt(),
        Fields.readString(in),
        in.readLong(),
        in.readLong(),
        Fields.readString(in),
        OrderKeyFormat.INSTANCE.readVersioned(in),
        version < 2 ? collection : Fields.readString(in));
  }
}
