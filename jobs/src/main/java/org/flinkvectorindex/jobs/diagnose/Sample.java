package org.flinkvectorindex.jobs.diagnose;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flinkvectorindex.connectors.metric.ConnectorMetric;
import org.flinkvectorindex.jobs.metrics.FlinkMetric;
import org.flinkvectorindex.operators.StageMetric;

/**
 * What a job reports at one moment.
 *
 * @param nanos of {@link System#nanoTime}
 */
record Sample(String job, long nanos, List<Task> tasks, Checkpoints checkpoints) {

  /** Metrics that are read: {@code subtask.name} of tasks, {@code subtask.operator.….name}. */
  static final Pattern WANTED =
      Pattern.compile(
          Stream.of(
                  FlinkMetric.ALL_BUSY.key(),
                  FlinkMetric.ALL_BACK_PRESSURED.key(),
                  FlinkMetric.ALL_IDLE.key(),
                  FlinkMetric.PENDING_RECORDS.key(),
                  StageMetric.ADMITTED.key(),
                  StageMetric.INSERTS.key(),
                  StageMetric.UPDATES.key(),
                  StageMetric.DELETES.key(),
                  StageMetric.REFUSED_STALE.key(),
                  StageMetric.REFUSED_TOO_LATE.key(),
                  StageMetric.INSERT_NANOS.key(),
                  StageMetric.SEARCHES.key(),
                  StageMetric.SEARCH_NANOS.key(),
                  StageMetric.DISTANCES.key(),
                  ConnectorMetric.DECODE_NANOS.key(),
                  ConnectorMetric.REDIS_WRITES.key(),
                  ConnectorMetric.REDIS_RETRIES.key(),
                  ConnectorMetric.REDIS_IN_FLIGHT.key())
              .collect(Collectors.joining("|", "\\d+\\.(.*\\.)?(", ")")));

  /**
   * @param name its operators'
   * @param inputs ids of the tasks before it
   * @param values by name; the number of the subtask comes first
   */
  record Task(
      String id, String name, int parallelism, List<String> inputs, Map<String, Double> values) {

    /** The sum over one subtask's metrics of this name. */
    double of(int subtask, String metric) {
      return values.entrySet().stream()
          .filter(
              value ->
                  value.getKey().startsWith(subtask + ".") && value.getKey().endsWith("." + metric))
          .mapToDouble(Map.Entry::getValue)
          .sum();
    }

    boolean has(String metric) {
      return values.keySet().stream().anyMatch(name -> name.endsWith("." + metric));
    }
  }

  /**
   * @param intervalMillis between them
   * @param durationMillis of the last one
   * @param syncMillis of it, while the slowest task stood still
   */
  record Checkpoints(
      double intervalMillis,
      double durationMillis,
      double syncMillis,
      long completed,
      long failed) {}
}
