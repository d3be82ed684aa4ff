package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.record.WindowStatistics.Counts;
import org.flinkvectorindex.connectors.record.WindowStatistics.Drift;
import org.flinkvectorindex.connectors.record.WindowStatistics.Estimate;
import org.flinkvectorindex.connectors.record.WindowStatistics.Frequent;
import org.flinkvectorindex.connectors.record.WindowStatistics.Group;
import org.flinkvectorindex.connectors.record.WindowStatistics.Kind;
import org.flinkvectorindex.connectors.record.WindowStatistics.Moments;
import org.flinkvectorindex.connectors.record.WindowStatistics.Place;
import org.flinkvectorindex.connectors.record.WindowStatistics.Quantiles;
import org.flinkvectorindex.connectors.record.WindowStatistics.Recall;
import org.flinkvectorindex.connectors.record.WindowStatistics.Standing;

/** Place and standing, then the figures in the order of the record. */
public enum WindowStatisticsFormat implements RecordFormat<WindowStatistics> {
  INSTANCE;

  private static final int REVISION = 1;
  private static final int LATE = 2;
  private static final int REPLACED_BY = 3;

  @Override
  public Class<WindowStatistics> type() {
    return WindowStatistics.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(WindowStatistics record, DataOutputView out) throws IOException {
    writePlace(record.place(), out);
    writeStanding(record.standing(), out);
    out.writeLong(record.records());
    writeCounts(record.counts(), out);
    Fields.writeOptional(record.ids(), WindowStatisticsFormat::writeEstimate, out);
    Fields.writeOptional(record.norms(), WindowStatisticsFormat::writeQuantiles, out);
    Fields.writeOptional(record.lags(), WindowStatisticsFormat::writeQuantiles, out);
    Fields.writeOptional(record.latencies(), WindowStatisticsFormat::writeQuantiles, out);
    Fields.writeOptional(record.vectors(), WindowStatisticsFormat::writeMoments, out);
    Fields.writeOptional(record.fromReference(), WindowStatisticsFormat::writeDrift, out);
    Fields.writeOptional(record.fromPrevious(), WindowStatisticsFormat::writeDrift, out);
    Fields.writeList(record.topQueries(), WindowStatisticsFormat::writeFrequent, out);
    Fields.writeList(record.topHits(), WindowStatisticsFormat::writeFrequent, out);
    Fields.writeOptional(record.recall(), WindowStatisticsFormat::writeRecall, out);
  }

  @Override
  public WindowStatistics read(int version, DataInputView in) throws IOException {
    return new WindowStatistics(
        readPlace(in),
        readStanding(in),
        in.readLong(),
        readCounts(in),
        Fields.readOptional(
            each -> new Estimate(each.readDouble(), each.readDouble(), each.readDouble()), in),
        Fields.readOptional(WindowStatisticsFormat::readQuantiles, in),
        Fields.readOptional(WindowStatisticsFormat::readQuantiles, in),
        Fields.readOptional(WindowStatisticsFormat::readQuantiles, in),
        Fields.readOptional(WindowStatisticsFormat::readMoments, in),
        Fields.readOptional(WindowStatisticsFormat::readDrift, in),
        Fields.readOptional(WindowStatisticsFormat::readDrift, in),
        Fields.readList(WindowStatisticsFormat::readFrequent, in),
        Fields.readList(WindowStatisticsFormat::readFrequent, in),
        Fields.readOptional(
            each ->
                new Recall(
                    each.readDouble(), each.readDouble(), each.readDouble(), each.readLong()),
            in));
  }

  private static void writePlace(Place place, DataOutputView out) throws IOException {
    Fields.writeString(place.collection(), out);
    Fields.writeString(place.window(), out);
    out.writeByte(code(place.kind()));
    Fields.writeOptional(
        place.group(),
        (group, to) -> {
          Fields.writeString(group.attribute(), to);
          Fields.writeString(group.value(), to);
        },
        out);
    out.writeLong(place.start());
    out.writeLong(place.end());
    out.writeLong(place.firstTs());
    out.writeLong(place.lastTs());
  }

  private static Place readPlace(DataInputView in) throws IOException {
    return new Place(
        Fields.readString(in),
        Fields.readString(in),
        kind(in.readByte()),
        Fields.readOptional(
            each -> new Group(Fields.readString(each), Fields.readString(each)), in),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }

  private static int code(Kind kind) {
    return switch (kind) {
      case TUMBLING -> 1;
      case SLIDING -> 2;
      case SESSION -> 3;
      case GLOBAL -> 4;
    };
  }

  private static Kind kind(int code) throws IOException {
    return switch (code) {
      case 1 -> Kind.TUMBLING;
      case 2 -> Kind.SLIDING;
      case 3 -> Kind.SESSION;
      case 4 -> Kind.GLOBAL;
      default -> throw Fields.unknownCode(Kind.class, code);
    };
  }

  private static void writeStanding(Standing standing, DataOutputView out) throws IOException {
    if (standing instanceof Standing.Revision revision) {
      out.writeByte(REVISION);
      out.writeInt(revision.number());
    } else if (standing instanceof Standing.ReplacedBy replaced) {
      out.writeByte(REPLACED_BY);
      out.writeLong(replaced.start());
    } else {
      out.writeByte(LATE);
    }
  }

  private static Standing readStanding(DataInputView in) throws IOException {
    int code = in.readByte();
    return switch (code) {
      case REVISION -> new Standing.Revision(in.readInt());
      case LATE -> new Standing.Late();
      case REPLACED_BY -> new Standing.ReplacedBy(in.readLong());
      default -> throw Fields.unknownCode(Standing.class, code);
    };
  }

  private static void writeCounts(Counts counts, DataOutputView out) throws IOException {
    out.writeLong(counts.inserts());
    out.writeLong(counts.updates());
    out.writeLong(counts.deletes());
    out.writeInt(counts.rejects().size());
    for (Map.Entry<String, Long> each : counts.rejects().entrySet()) {
      Fields.writeString(each.getKey(), out);
      out.writeLong(each.getValue());
    }
    out.writeLong(counts.queries());
    out.writeLong(counts.incomplete());
  }

  private static Counts readCounts(DataInputView in) throws IOException {
    long inserts = in.readLong();
    long updates = in.readLong();
    long deletes = in.readLong();
    Map<String, Long> rejects = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      rejects.put(Fields.readString(in), in.readLong());
    }
    return new Counts(inserts, updates, deletes, rejects, in.readLong(), in.readLong());
  }

  private static void writeEstimate(Estimate estimate, DataOutputView out) throws IOException {
    out.writeDouble(estimate.value());
    out.writeDouble(estimate.low());
    out.writeDouble(estimate.high());
  }

  private static void writeQuantiles(Quantiles quantiles, DataOutputView out) throws IOException {
    out.writeLong(quantiles.count());
    out.writeFloat(quantiles.min());
    out.writeFloat(quantiles.p50());
    out.writeFloat(quantiles.p90());
    out.writeFloat(quantiles.p99());
    out.writeFloat(quantiles.max());
  }

  private static Quantiles readQuantiles(DataInputView in) throws IOException {
    return new Quantiles(
        in.readLong(),
        in.readFloat(),
        in.readFloat(),
        in.readFloat(),
        in.readFloat(),
        in.readFloat());
  }

  /** Also part of the state of windows. */
  public static void writeMoments(Moments moments, DataOutputView out) throws IOException {
    out.writeLong(moments.count());
    Fields.writeFloats(moments.mean(), out);
    Fields.writeFloats(moments.variance(), out);
  }

  public static Moments readMoments(DataInputView in) throws IOException {
    return new Moments(in.readLong(), Fields.readFloats(in), Fields.readFloats(in));
  }

  private static void writeDrift(Drift drift, DataOutputView out) throws IOException {
    out.writeDouble(drift.mean());
    out.writeDouble(drift.spread());
    out.writeLong(drift.start());
  }

  private static Drift readDrift(DataInputView in) throws IOException {
    return new Drift(in.readDouble(), in.readDouble(), in.readLong());
  }

  private static void writeFrequent(Frequent frequent, DataOutputView out) throws IOException {
    Fields.writeString(frequent.item(), out);
    out.writeLong(frequent.count());
    out.writeLong(frequent.error());
  }

  private static Frequent readFrequent(DataInputView in) throws IOException {
    return new Frequent(Fields.readString(in), in.readLong(), in.readLong());
  }

  private static void writeRecall(Recall recall, DataOutputView out) throws IOException {
    out.writeDouble(recall.value());
    out.writeDouble(recall.low());
    out.writeDouble(recall.high());
    out.writeLong(recall.samples());
  }
}
