package org.flinkvectorindex.jobs.diagnose;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.flinkvectorindex.connectors.metric.ConnectorMetric;
import org.flinkvectorindex.jobs.metrics.FlinkMetric;
import org.flinkvectorindex.operators.StageMetric;

/** What a job did between two samples. */
record Change(Sample before, Sample after) {

  /**
   * One subtask of a task.
   *
   * @param earlier the same task in the sample before
   */
  record Subtask(Sample.Task task, Sample.Task earlier, int number, double seconds) {

    double now(String metric) {
      return task.of(number, metric);
    }

    /** A counter's growth a second; from nothing where the subtask began anew. */
    double rate(String metric) {
      double from = earlier.of(number, metric);
      double to = now(metric);
      return (to < from ? to : to - from) / seconds;
    }

    /** Of the time, spent on what a counter has nanoseconds of. */
    double share(String nanos) {
      return rate(nanos) / 1e9;
    }

    double busy() {
      return share(FlinkMetric.ALL_BUSY);
    }

    double idle() {
      return share(FlinkMetric.ALL_IDLE);
    }

    double held() {
      return share(FlinkMetric.ALL_BACK_PRESSURED);
    }

    private double share(FlinkMetric millis) {
      double share = rate(millis.key()) / 1_000;
      return Double.isNaN(share) ? 0 : Math.min(1, share);
    }

    /** More waits for it in its topic, at both times, than it reads in a second. */
    boolean behind() {
      String pending = FlinkMetric.PENDING_RECORDS.key();
      return Math.min(now(pending), earlier.of(number, pending)) > rate(StageMetric.ADMITTED.key());
    }
  }

  double seconds() {
    return Math.max(1e-3, (after.nanos() - before.nanos()) / 1e9);
  }

  /** Those that read and decode. */
  List<Subtask> sources() {
    return subtasks(task -> task.has(ConnectorMetric.DECODE_NANOS.key()));
  }

  /** Those that hold shards. */
  List<Subtask> shards() {
    return subtasks(task -> task.has(StageMetric.INSERT_NANOS.key()));
  }

  /** Those that write to Redis. */
  List<Subtask> redis() {
    return subtasks(task -> task.has(ConnectorMetric.REDIS_WRITES.key()));
  }

  List<Subtask> others() {
    return subtasks(
        task ->
            !task.has(ConnectorMetric.DECODE_NANOS.key())
                && !task.has(StageMetric.INSERT_NANOS.key())
                && !task.has(ConnectorMetric.REDIS_WRITES.key()));
  }

  private List<Subtask> subtasks(Predicate<Sample.Task> which) {
    return after.tasks().stream()
        .filter(which)
        .flatMap(
            task ->
                IntStream.range(0, task.parallelism())
                    .mapToObj(number -> new Subtask(task, earlier(task), number, seconds())))
        .toList();
  }

  private Sample.Task earlier(Sample.Task task) {
    return before.tasks().stream()
        .filter(each -> each.id().equals(task.id()))
        .findFirst()
        .orElse(task);
  }

  /** Sum of rates. */
  static double rate(Collection<Subtask> subtasks, String metric) {
    return subtasks.stream().mapToDouble(subtask -> subtask.rate(metric)).sum();
  }

  static double now(Collection<Subtask> subtasks, String metric) {
    return subtasks.stream().mapToDouble(subtask -> subtask.now(metric)).sum();
  }

  /** The one that is busiest. */
  static Optional<Subtask> hottest(Collection<Subtask> subtasks) {
    return subtasks.stream().max((a, b) -> Double.compare(a.busy(), b.busy()));
  }
}
