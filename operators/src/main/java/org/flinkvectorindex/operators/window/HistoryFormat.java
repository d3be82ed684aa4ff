package org.flinkvectorindex.operators.window;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.connectors.serde.WindowStatisticsFormat;
import org.flinkvectorindex.operators.window.History.Emitted;

/** Layout of a {@link History}. */
enum HistoryFormat implements RecordFormat<History> {
  INSTANCE;

  @Override
  public Class<History> type() {
    return History.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(History history, DataOutputView out) throws IOException {
    out.writeLong(history.begun());
    Fields.writeOptional(history.reference(), HistoryFormat::write, out);
    Fields.writeList(history.emitted(), HistoryFormat::write, out);
  }

  @Override
  public History read(int version, DataInputView in) throws IOException {
    return new History(
        in.readLong(),
        Fields.readOptional(HistoryFormat::read, in),
        Fields.readList(HistoryFormat::read, in));
  }

  private static void write(Emitted emitted, DataOutputView out) throws IOException {
    out.writeLong(emitted.start());
    out.writeLong(emitted.end());
    out.writeInt(emitted.revision());
    Fields.writeOptional(emitted.moments(), WindowStatisticsFormat::writeMoments, out);
  }

  private static Emitted read(DataInputView in) throws IOException {
    return new Emitted(
        in.readLong(),
        in.readLong(),
        in.readInt(),
        Fields.readOptional(WindowStatisticsFormat::readMoments, in));
  }
}
