package org.flinkvectorindex.operators.recall;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.connectors.record.WindowStatistics.Recall;
import org.flinkvectorindex.operators.StageMetric;

/**
 * Live recall of a collection, as this subtask sees it: of the last sampled queries. Each subtask
 * has its share of them; those of all are weighted by {@code recall-samples}.
 */
final class RecallMetrics {
  static final int LAST = 1_000;

  private final Deque<Double> last = new ArrayDeque<>();
  private final Counter samples;
  private RecallSums sums = new RecallSums();
  private volatile Recall recall = new Recall(Double.NaN, Double.NaN, Double.NaN, 0);

  RecallMetrics(MetricGroup operator, String collection) {
    MetricGroup group = operator.addGroup(StageMetric.COLLECTION, collection);
    samples = StageMetric.RECALL_SAMPLES.counter(group);
    StageMetric.RECALL.gauge(group, () -> recall.value());
    StageMetric.RECALL_LOW.gauge(group, () -> recall.low());
    StageMetric.RECALL_HIGH.gauge(group, () -> recall.high());
  }

  void add(double share) {
    samples.inc();
    last.addLast(share);
    sums.add(share);
    if (last.size() > LAST) {
      last.removeFirst();
      sums = new RecallSums(); // Anew, so that rounding does not add up.
      last.forEach(sums::add);
    }
    recall = sums.recall().orElseThrow();
  }
}
