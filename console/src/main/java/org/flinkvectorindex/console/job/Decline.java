package org.flinkvectorindex.console.job;

import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_DECLINED_INPUT_END_OF_STREAM;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_DECLINED_TASK_CLOSING;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_DECLINED_TASK_NOT_READY;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.TASK_CHECKPOINT_FAILURE;

import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;

/**
 * That a task declined a savepoint since it was just beginning or ending, as a source of history
 * does that has read all: nothing is wrong with the job, and a moment later it takes one.
 *
 * @param reason in Flink's words
 */
record Decline(String reason) {
  /** The last of them may have another cause, which then comes again. */
  private static final List<CheckpointFailureReason> REASONS =
      List.of(
          NOT_ALL_REQUIRED_TASKS_RUNNING,
          CHECKPOINT_DECLINED_TASK_NOT_READY,
          CHECKPOINT_DECLINED_TASK_CLOSING,
          CHECKPOINT_DECLINED_INPUT_END_OF_STREAM,
          TASK_CHECKPOINT_FAILURE);

  /**
   * @param trace of what made a savepoint fail; empty where that is something else
   */
  static Optional<Decline> of(String trace) {
    return REASONS.stream()
        .map(CheckpointFailureReason::message)
        .filter(trace::contains)
        .findFirst()
        .map(Decline::new);
  }
}
