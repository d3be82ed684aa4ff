package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.Origin;

/** One byte for the system, then its coordinates. */
public enum OriginFormat implements RecordFormat<Origin> {
  INSTANCE;

  private static final int KAFKA = 1;
  private static final int FILE = 2;
  private static final int PULSAR = 3;

  @Override
  public Class<Origin> type() {
    return Origin.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Origin record, DataOutputView out) throws IOException {
    if (record instanceof Origin.Kafka kafka) {
      out.writeByte(KAFKA);
      Fields.writeString(kafka.topic(), out);
      out.writeInt(kafka.partition());
      out.writeLong(kafka.offset());
    } else if (record instanceof Origin.Pulsar pulsar) {
      out.writeByte(PULSAR);
      Fields.writeString(pulsar.topic(), out);
      out.writeInt(pulsar.partition());
      out.writeLong(pulsar.ledger());
      out.writeLong(pulsar.entry());
      out.writeInt(pulsar.index());
    } else if (record instanceof Origin.File file) {
      out.writeByte(FILE);
      Fields.writeString(file.path(), out);
      out.writeLong(file.line());
    }
  }

  @Override
  public Origin read(int version, DataInputView in) throws IOException {
    int code = in.readByte();
    return switch (code) {
      case KAFKA -> new Origin.Kafka(Fields.readString(in), in.readInt(), in.readLong());
      case FILE -> new Origin.File(Fields.readString(in), in.readLong());
      case PULSAR ->
          new Origin.Pulsar(
              Fields.readString(in), in.readInt(), in.readLong(), in.readLong(), in.readInt());
      default -> throw Fields.unknownCode(Origin.class, code);
    };
  }
}
