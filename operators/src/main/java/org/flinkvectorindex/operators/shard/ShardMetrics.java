package org.flinkvectorindex.operators.shard;

import java.util.Collection;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.flinkvectorindex.connectors.record.Change;

/** What a subtask counts of one collection; gauges are sums over its shards there. */
final class ShardMetrics {
  /** The last ones, that the distribution of freshness is of. */
  private static final int BATCHES_KEPT = 1_000;

  private final Counter inserts;
  private final Counter updates;
  private final Counter deletes;
  private final Counter stale;
  private final Counter tooLate;
  private final Counter searches;
  private final Counter distances;
  private final Histogram freshness;

  /**
   * @param shards those of the collection at this subtask, as they come to be
   */
  ShardMetrics(MetricGroup operator, String collection, Collection<Shard> shards) {
    MetricGroup group = operator.addGroup("collection", collection);
    inserts = group.counter("inserts");
    updates = group.counter("updates");
    deletes = group.counter("deletes");
    stale = group.counter("refused-stale");
    tooLate = group.counter("refused-too-late");
    searches = group.counter("searches");
    distances = group.counter("distances");
    freshness = group.histogram("freshness-ms", new DescriptiveStatisticsHistogram(BATCHES_KEPT));
    // Restoring inserts nothing again: there is no such path to count.
    group.gauge("reinserted", () -> 0L);
    group.gauge("live", sum(shards, shard -> shard.index().size()));
    group.gauge("deleted", sum(shards, shard -> shard.index().deleted()));
    group.gauge("tombstones", sum(shards, Shard::tombstones));
    group.gauge("heap-bytes", sum(shards, shard -> shard.index().heapBytes()));
    group.gauge("log-entries", sum(shards, Shard::logEntries));
  }

  private static Gauge<Long> sum(Collection<Shard> shards, ToLongFunction<Shard> value) {
    return () -> shards.stream().mapToLong(value).sum();
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

  /** A batch can be found, so many milliseconds after its first row came into the job. */
  void findable(long afterMillis) {
    freshness.update(Math.max(0, afterMillis));
  }

  void searched(int visited) {
    searches.inc();
    distances.inc(visited);
  }
}
