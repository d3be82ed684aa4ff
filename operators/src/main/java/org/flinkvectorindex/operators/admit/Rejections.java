package org.flinkvectorindex.operators.admit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.collection.CollectionSpec;

/**
 * Counts what is not let in: all together, and by collection and reason. Names that records make up
 * don't become metrics: what belongs to no collection of the job is counted under {@link #NONE}.
 */
final class Rejections {
  /** Can't be the name of a collection. */
  static final String NONE = "(none)";

  private record Kind(String collection, Reason reason) {}

  private final MetricGroup operator;
  private final Counter all;
  private final Map<Kind, Counter> byKind = new HashMap<>();

  Rejections(MetricGroup operator) {
    this.operator = operator;
    this.all = StageMetric.REJECTED.counter(operator);
  }

  /**
   * @param collection that the record is of, where that is known
   */
  void count(Optional<CollectionSpec> collection, Reason reason) {
    all.inc();
    byKind
        .computeIfAbsent(
            new Kind(collection.map(CollectionSpec::name).orElse(NONE), reason), this::counter)
        .inc();
  }

  private Counter counter(Kind kind) {
    return StageMetric.REJECTED_BY_REASON.counter(
        operator
            .addGroup(StageMetric.COLLECTION, kind.collection())
            .addGroup(StageMetric.REASON, kind.reason().name()));
  }
}
