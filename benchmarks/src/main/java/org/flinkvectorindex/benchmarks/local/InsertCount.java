package org.flinkvectorindex.benchmarks.local;

import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.flinkvectorindex.operators.StageMetric;

/**
 * How many vectors the job of this JVM has inserted, by its own metric. Flink makes reporters
 * itself, by the name of their class, so the counters are those of all clusters in this JVM.
 */
public final class InsertCount implements MetricReporter, MetricReporterFactory {
  private static final Set<Counter> COUNTERS = ConcurrentHashMap.newKeySet();

  /** Of subtasks that run. */
  public static long now() {
    return COUNTERS.stream().mapToLong(Counter::getCount).sum();
  }

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return new InsertCount();
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {
    COUNTERS.clear();
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    if (name.equals(StageMetric.INSERTS.key()) && metric instanceof Counter counter) {
      COUNTERS.add(counter);
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    if (metric instanceof Counter counter) {
      COUNTERS.remove(counter);
    }
  }
}
