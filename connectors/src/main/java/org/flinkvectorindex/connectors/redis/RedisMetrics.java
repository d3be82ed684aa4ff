package org.flinkvectorindex.connectors.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.connectors.metric.ConnectorMetric;

/** What one subtask writes to the serving cache; told by the threads of its client. */
final class RedisMetrics {
  private final Counter writes;
  private final Counter superseded;
  private final Counter retries;
  private final Counter failures;
  private final Histogram writeMicros;

  RedisMetrics(MetricGroup writer, AtomicInteger inFlight) {
    MetricGroup group = writer.addGroup(ConnectorMetric.REDIS);
    writes = ConnectorMetric.REDIS_WRITES.counter(group);
    superseded = ConnectorMetric.REDIS_SUPERSEDED.counter(group);
    retries = ConnectorMetric.REDIS_RETRIES.counter(group);
    failures = ConnectorMetric.REDIS_FAILURES.counter(group);
    writeMicros = ConnectorMetric.REDIS_WRITE_MICROS.histogram(group);
    ConnectorMetric.REDIS_IN_FLIGHT.gauge(group, inFlight::get);
  }

  /** A batch, whatever the answers are. */
  void answered(long afterNanos) {
    writeMicros.update(afterNanos / 1_000);
  }

  /**
   * @param outcomes complete, of a batch: 1 where the entry took effect, 0 where Redis holds a
   *     later one
   */
  void written(List<CompletableFuture<Long>> outcomes) {
    int taken = 0;
    int without = 0;
    for (CompletableFuture<Long> outcome : outcomes) {
      if (!outcome.isCompletedExceptionally()) {
        taken++;
        without += outcome.join() == 0 ? 1 : 0;
      }
    }
    writes.inc(taken);
    superseded.inc(without);
  }

  /**
   * @param open entries of the batch that are sent again
   */
  void failed(int open) {
    failures.inc();
    retries.inc(open);
  }
}
