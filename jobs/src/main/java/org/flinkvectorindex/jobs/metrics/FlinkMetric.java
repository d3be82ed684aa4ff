package org.flinkvectorindex.jobs.metrics;

/**
 * Those of Flink's own metrics, and of its connectors', that the dashboard, the alerts and the
 * diagnosis go by.
 */
public enum FlinkMetric {
  BUSY(
      Scope.TASK,
      "busyTimeMsPerSecond",
      "Milliseconds a second that a task works: near 1000 it is the bottleneck."),
  BACK_PRESSURED(
      Scope.TASK,
      "backPressuredTimeMsPerSecond",
      "Milliseconds a second that a task waits for the next one to take what it has."),
  IDLE(Scope.TASK, "idleTimeMsPerSecond", "Milliseconds a second that a task waits for input."),
  ALL_BUSY(
      Scope.TASK,
      "accumulateBusyTimeMs",
      "Milliseconds that a task worked, all together; the shares above are of the last minute."),
  ALL_BACK_PRESSURED(
      Scope.TASK, "accumulateBackPressuredTimeMs", "Milliseconds that it waited for the next one."),
  ALL_IDLE(Scope.TASK, "accumulateIdleTimeMs", "Milliseconds that it waited for input."),
  PENDING_RECORDS(
      Scope.OPERATOR,
      "pendingRecords",
      "Records of the topic that a source of Kafka has not read yet."),
  STATE_BYTES(
      Scope.OPERATOR,
      "column_family.rocksdb.total-sst-files-size",
      "Bytes of RocksDB's files by state (label `column_family`); reported where"
          + " `state.backend.rocksdb.metrics.total-sst-files-size` is set."),
  RESTARTS(Scope.JOB, "numRestarts", "Restarts since the job was submitted."),
  CHECKPOINTS_COMPLETED(
      Scope.JOB, "numberOfCompletedCheckpoints", "Checkpoints that were completed."),
  CHECKPOINTS_FAILED(Scope.JOB, "numberOfFailedCheckpoints", "Checkpoints that failed."),
  CHECKPOINT_DURATION(
      Scope.JOB, "lastCheckpointDuration", "Milliseconds of the last completed checkpoint."),
  CHECKPOINT_BYTES(
      Scope.JOB, "lastCheckpointSize", "Bytes that the last completed checkpoint uploaded."),
  CHECKPOINT_FULL_BYTES(
      Scope.JOB,
      "lastCheckpointFullSize",
      "Bytes that the last completed checkpoint stands on, older files included."),
  HEAP_USED(Scope.TASK_MANAGER, "Status.JVM.Memory.Heap.Used", "Bytes used on the heap."),
  HEAP_MAX(Scope.TASK_MANAGER, "Status.JVM.Memory.Heap.Max", "Bytes that the heap may have.");

  /** Whose metric it is: the first part of its name in Prometheus. */
  enum Scope {
    TASK_MANAGER("taskmanager", "TaskManager"),
    JOB("jobmanager_job", "job"),
    TASK("taskmanager_job_task", "task"),
    OPERATOR("taskmanager_job_task_operator", "operator");

    private final String prefix;
    private final String title;

    Scope(String prefix, String title) {
      this.prefix = prefix;
      this.title = title;
    }

    String title() {
      return title;
    }

    /** As Flink's reporter for Prometheus has it. */
    String prometheus(String key) {
      return ("flink_" + prefix + "_" + key).replaceAll("[^A-Za-z0-9_:]", "_");
    }
  }

  private final Scope scope;
  private final String key;
  private final String doc;

  FlinkMetric(Scope scope, String key, String doc) {
    this.scope = scope;
    this.key = key;
    this.doc = doc;
  }

  /** Its name in Flink. */
  public String key() {
    return key;
  }

  Scope scope() {
    return scope;
  }

  String prometheus() {
    return scope.prometheus(key);
  }

  String doc() {
    return doc;
  }
}
