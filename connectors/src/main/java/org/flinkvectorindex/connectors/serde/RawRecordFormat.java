package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.RawRecord;

/** The bytes as they came. */
public enum RawRecordFormat implements RecordFormat<RawRecord> {
  INSTANCE;

  @Override
  public Class<RawRecord> type() {
    return RawRecord.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(RawRecord record, DataOutputView out) throws IOException {
    Fields.writeOptional(record.key(), Fields::writeBytes, out);
    Fields.writeOptional(record.value(), Fields::writeBytes, out);
    Fields.writeStrings(record.headers(), out);
    out.writeLong(record.ts());
    OriginFormat.INSTANCE.writeVersioned(record.origin(), out);
  }

  @Override
  public RawRecord read(int version, DataInputView in) throws IOException {
    return new RawRecord(
        Fields.readOptional(Fields::readBytes, in),
        Fields.readOptional(Fields::readBytes, in),
        Fields.readStrings(in),
        in.readLong(),
        OriginFormat.INSTANCE.readVersioned(in));
  }
}
