package org.flinkvectorindex.operators.gather;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.operators.StageMetric;

/** How the queries of one collection fare, by times since they were admitted. */
final class GatherMetrics {
  private final Counter answered;
  private final Counter incomplete;
  private final Histogram shardAnswer;
  private final Histogram answer;

  GatherMetrics(MetricGroup operator, String collection) {
    MetricGroup group = operator.addGroup(StageMetric.COLLECTION, collection);
    answered = StageMetric.ANSWERED.counter(group);
    incomplete = StageMetric.INCOMPLETE.counter(group);
    shardAnswer = StageMetric.SHARD_ANSWER_MICROS.histogram(group);
    answer = StageMetric.ANSWER_MICROS.histogram(group);
  }

  /** One shard's answer to a query that is already here. */
  void shardAnswered(long afterMicros) {
    shardAnswer.update(Math.max(0, afterMicros));
  }

  void answered(long afterMicros, boolean complete) {
    answered.inc();
    if (!complete) {
      incomplete.inc();
    }
    answer.update(Math.max(0, afterMicros));
  }
}
