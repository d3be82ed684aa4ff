package org.flinkvectorindex.operators.window;

import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.operators.recall.RecallSums;

/** Layout of an {@link Aggregate}; sketches as DataSketches writes them. */
enum AggregateFormat implements RecordFormat<Aggregate> {
  INSTANCE;

  @Override
  public Class<Aggregate> type() {
    return Aggregate.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Aggregate it, DataOutputView out) throws IOException {
    out.writeLong(it.records);
    out.writeLong(it.inserts);
    out.writeLong(it.updates);
    out.writeLong(it.deletes);
    out.writeInt(it.rejects.size());
    for (Map.Entry<String, Long> each : it.rejects.entrySet()) {
      Fields.writeString(each.getKey(), out);
      out.writeLong(each.getValue());
    }
    out.writeLong(it.queries);
    out.writeLong(it.incomplete);
    out.writeLong(it.firstTs);
    out.writeLong(it.lastTs);
    it.vectors.write(out);
    it.ids.write(out);
    it.norms.write(out);
    it.lags.write(out);
    it.latencies.write(out);
    it.topQueries.write(out);
    it.topHits.write(out);
    it.recall.write(out);
  }

  @Override
  public Aggregate read(int version, DataInputView in) throws IOException {
    Aggregate it = new Aggregate();
    it.records = in.readLong();
    it.inserts = in.readLong();
    it.updates = in.readLong();
    it.deletes = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      it.rejects.put(Fields.readString(in), in.readLong());
    }
    it.queries = in.readLong();
    it.incomplete = in.readLong();
    it.firstTs = in.readLong();
    it.lastTs = in.readLong();
    it.vectors = VectorSums.read(in);
    it.ids = DistinctSketch.read(in);
    it.norms = QuantileSketch.read(in);
    it.lags = QuantileSketch.read(in);
    it.latencies = QuantileSketch.read(in);
    it.topQueries = FrequentSketch.read(in);
    it.topHits = FrequentSketch.read(in);
    it.recall = RecallSums.read(in);
    return it;
  }
}
