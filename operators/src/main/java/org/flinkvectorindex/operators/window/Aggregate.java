package org.flinkvectorindex.operators.window;

import java.util.Map;
import java.util.TreeMap;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.connectors.record.WindowStatistics.Counts;
import org.flinkvectorindex.operators.recall.RecallSums;

/**
 * All that is kept of the records of a slice: counts, sums and sketches, some 30 KB at 768
 * dimensions whatever the number of records. Whoever merges an aggregate into another gives it
 * away.
 */
final class Aggregate {
  /** Changes, rejects, queries and samples. */
  long records;

  long inserts;
  long updates;
  long deletes;
  final TreeMap<String, Long> rejects = new TreeMap<>();
  long queries;
  long incomplete;
  long firstTs = Long.MAX_VALUE;
  long lastTs = Long.MIN_VALUE;
  VectorSums vectors = new VectorSums();
  DistinctSketch ids = new DistinctSketch();
  QuantileSketch norms = new QuantileSketch();
  QuantileSketch lags = new QuantileSketch();
  QuantileSketch latencies = new QuantileSketch();
  FrequentSketch topQueries = new FrequentSketch();
  FrequentSketch topHits = new FrequentSketch();
  RecallSums recall = new RecallSums();

  /** What is a session by itself, and fills counted windows. */
  long changes() {
    return inserts + updates + deletes;
  }

  void add(Change change, long nowMillis) {
    at(change.ts());
    if (change instanceof Change.Upserted upserted) {
      if (upserted.replaced()) {
        updates++;
      } else {
        inserts++;
      }
      norms.add(Math.sqrt(vectors.add(upserted.vector())));
    } else {
      deletes++;
    }
    ids.add(change.id());
    lags.add(Math.max(0, nowMillis - change.ts()));
  }

  void addReject(String reason, long ts) {
    at(ts);
    rejects.merge(reason, 1L, Long::sum);
  }

  void add(Result.Answer answer, long ts) {
    at(ts);
    queries++;
    incomplete += answer.complete() ? 0 : 1;
    latencies.add(answer.tookMicros());
    topQueries.add(answer.queryHash());
    for (Hit hit : answer.hits()) {
      topHits.add(hit.id());
    }
  }

  void addRecall(double share, long ts) {
    at(ts);
    recall.add(share);
  }

  private void at(long ts) {
    records++;
    firstTs = Math.min(firstTs, ts);
    lastTs = Math.max(lastTs, ts);
  }

  /** Takes over what the other holds. */
  Aggregate merge(Aggregate other) {
    records += other.records;
    inserts += other.inserts;
    updates += other.updates;
    deletes += other.deletes;
    for (Map.Entry<String, Long> each : other.rejects.entrySet()) {
      rejects.merge(each.getKey(), each.getValue(), Long::sum);
    }
    queries += other.queries;
    incomplete += other.incomplete;
    firstTs = Math.min(firstTs, other.firstTs);
    lastTs = Math.max(lastTs, other.lastTs);
    vectors.merge(other.vectors);
    ids.merge(other.ids);
    norms.merge(other.norms);
    lags.merge(other.lags);
    latencies.merge(other.latencies);
    topQueries.merge(other.topQueries);
    topHits.merge(other.topHits);
    recall.merge(other.recall);
    return this;
  }

  Counts counts() {
    return new Counts(inserts, updates, deletes, new TreeMap<>(rejects), queries, incomplete);
  }
}
