package org.flinkvectorindex.operators.batch;

import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.operators.StageMetric;

/** How large the batches of one collection are, and how long they waited. */
final class BatchMetrics {
  private final Histogram rows;
  private final Histogram wait;

  BatchMetrics(MetricGroup operator, String collection) {
    MetricGroup group = operator.addGroup(StageMetric.COLLECTION, collection);
    rows = StageMetric.BATCH_ROWS.histogram(group);
    wait = StageMetric.BATCH_WAIT.histogram(group);
  }

  void sent(Rows batch, long nowMillis) {
    rows.update(batch.size());
    wait.update(Math.max(0, nowMillis - batch.arrivedMillis()));
  }
}
