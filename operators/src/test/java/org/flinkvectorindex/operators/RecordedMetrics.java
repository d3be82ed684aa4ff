package org.flinkvectorindex.operators;

import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.metrics.MetricRegistryImpl;
import org.apache.flink.runtime.metrics.MetricRegistryTestUtils;
import org.apache.flink.runtime.metrics.ReporterSetup;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.testutils.InMemoryReporter;

/** Flink's own metric groups, and what a reporter sees of them. */
public final class RecordedMetrics implements AutoCloseable {
  private final InMemoryReporter reporter = InMemoryReporter.create();
  private final MetricRegistryImpl registry =
      new MetricRegistryImpl(
          MetricRegistryTestUtils.defaultMetricRegistryConfiguration(),
          List.of(ReporterSetup.forReporter("recorded", reporter)));

  /** One for a harness, whose operator's metrics are recorded. */
  public MockEnvironment environment() {
    return new MockEnvironmentBuilder()
        .setMaxParallelism(Samples.MAX_PARALLELISM)
        .setParallelism(1)
        .setMetricGroup(
            TaskManagerMetricGroup.createTaskManagerMetricGroup(
                    registry, "localhost", ResourceID.generate())
                .addJob(new JobID(), "job")
                .addTask(ExecutionAttemptID.randomId(), "task"))
        .build();
  }

  public long counted(StageMetric metric, Map<String, String> labels) {
    return ((Counter) find(metric, labels)).getCount();
  }

  public Number shown(StageMetric metric, Map<String, String> labels) {
    return (Number) ((Gauge<?>) find(metric, labels)).getValue();
  }

  public Histogram histogram(StageMetric metric, Map<String, String> labels) {
    return (Histogram) find(metric, labels);
  }

  private Metric find(StageMetric metric, Map<String, String> labels) {
    for (Map.Entry<MetricGroup, Map<String, Metric>> group :
        reporter.getMetricsByGroup().entrySet()) {
      Map<String, String> variables = group.getKey().getAllVariables();
      boolean same =
          metric.labels().stream()
              .allMatch(label -> labels.get(label).equals(variables.get("<" + label + ">")));
      if (same
          && variables.containsKey("<collection>") == labels.containsKey("collection")
          && variables.containsKey("<reason>") == labels.containsKey("reason")
          && group.getValue().containsKey(metric.key())) {
        return group.getValue().get(metric.key());
      }
    }
    throw new AssertionError("no metric " + metric + " with " + labels);
  }

  @Override
  public void close() throws Exception {
    registry.closeAsync().get();
  }
}
