package org.flinkvectorindex.operators.window;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.record.WindowStatistics.Drift;

/** What a subtask counts of one window of a collection. */
final class WindowMetrics {
  private final Counter emitted;
  private final Counter late;
  private volatile double fromReference;
  private volatile double fromPrevious;

  WindowMetrics(MetricGroup operator, WindowSpec window) {
    MetricGroup group =
        operator.addGroup("collection", window.collection()).addGroup("window", window.name());
    emitted = group.counter("windows");
    late = group.counter("late");
    group.gauge("drift", () -> fromReference);
    group.gauge("drift-from-previous", () -> fromPrevious);
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
