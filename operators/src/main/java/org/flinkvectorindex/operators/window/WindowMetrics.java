package org.flinkvectorindex.operators.window;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.record.WindowStatistics.Drift;
import org.flinkvectorindex.operators.StageMetric;

/** What a subtask counts of one window of a collection. */
final class WindowMetrics {
  private final Counter emitted;
  private final Counter late;
  private volatile double fromReference;
  private volatile double fromPrevious;

  WindowMetrics(MetricGroup operator, WindowSpec window) {
    MetricGroup group =
        operator
            .addGroup(StageMetric.COLLECTION, window.collection())
            .addGroup(StageMetric.WINDOW, window.name());
    emitted = StageMetric.WINDOWS.counter(group);
    late = StageMetric.WINDOW_LATE.counter(group);
    StageMetric.DRIFT.gauge(group, () -> fromReference);
    StageMetric.DRIFT_FROM_PREVIOUS.gauge(group, () -> fromPrevious);
  }

  /** Gauges are of the last window emitted, with groups of whichever that was. */
  void emitted(WindowStatistics statistics) {
    emitted.inc();
    fromReference = statistics.fromReference().map(WindowMetrics::greater).orElse(0.0);
    fromPrevious = statistics.fromPrevious().map(WindowMetrics::greater).orElse(0.0);
  }

  private static double greater(Drift drift) {
    return Math.max(drift.mean(), drift.spread());
  }

  void late(long records) {
    late.inc(records);
  }
}
