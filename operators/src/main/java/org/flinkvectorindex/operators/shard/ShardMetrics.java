package org.flinkvectorindex.operators.shard;

import java.util.Collection;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.operators.StageMetric;

/** What a subtask counts of one collection; gauges are sums over its shards there. */
final class ShardMetrics {
  private final Counter inserts;
  private final Counter updates;
  private final Counter deletes;
  private final Counter stale;
  private final Counter tooLate;
  private final Counter insertNanos;
  private final Counter searches;
  private final Counter distances;
  private final Counter searchNanos;
  private final Histogram searchMicros;
  private final Histogram freshness;

  /**
   * @param shards those of the collection at this subtask, as they come to be
   */
  ShardMetrics(MetricGroup operator, String collection, Collection<Shard> shards) {
    MetricGroup group = operator.addGroup(StageMetric.COLLECTION, collection);
    inserts = StageMetric.INSERTS.counter(group);
    updates = StageMetric.UPDATES.counter(group);
    deletes = StageMetric.DELETES.counter(group);
    stale = StageMetric.REFUSED_STALE.counter(group);
    tooLate = StageMetric.REFUSED_TOO_LATE.counter(group);
    insertNanos = StageMetric.INSERT_NANOS.counter(group);
    searches = StageMetric.SEARCHES.counter(group);
    distances = StageMetric.DISTANCES.counter(group);
    searchNanos = StageMetric.SEARCH_NANOS.counter(group);
    searchMicros = StageMetric.SEARCH_MICROS.histogram(group);
    freshness = StageMetric.FRESHNESS.histogram(group);
    // Restoring inserts nothing again: there is no such path to count.
    StageMetric.REINSERTED.gauge(group, () -> 0L);
    StageMetric.SHARDS.gauge(group, shards::size);
    StageMetric.LIVE.sum(group, shards, shard -> shard.index().size());
    StageMetric.ONE_BY_ONE.sum(group, shards, shard -> shard.index().oneByOne());
    StageMetric.DELETED.sum(group, shards, shard -> shard.index().deleted());
    StageMetric.TOMBSTONES.sum(group, shards, Shard::tombstones);
    StageMetric.NEWEST_TS.gauge(
        group, () -> shards.stream().mapToLong(Shard::newestTs).max().orElse(0));
    StageMetric.HEAP_BYTES.sum(group, shards, Shard::heapBytes);
    StageMetric.LOG_ENTRIES.sum(group, shards, Shard::logEntries);
  }

  void count(Applied applied) {
    if (applied instanceof Applied.Stale) {
      stale.inc();
    } else if (applied instanceof Applied.TooLate) {
      tooLate.inc();
    } else if (applied instanceof Applied.Accepted accepted) {
      if (accepted.change() instanceof Change.Upserted upserted) {
        (upserted.replaced() ? updates : inserts).inc();
      } else {
        deletes.inc();
      }
    }
  }

  /**
   * A batch can be found.
   *
   * @param nanos that applying it took
   * @param afterMillis since its first row came into the job
   */
  void findable(long nanos, long afterMillis) {
    insertNanos.inc(nanos);
    freshness.update(Math.max(0, afterMillis));
  }

  void searched(int visited, long nanos) {
    searches.inc();
    distances.inc(visited);
    searchNanos.inc(nanos);
    searchMicros.update(nanos / 1_000);
  }
}
