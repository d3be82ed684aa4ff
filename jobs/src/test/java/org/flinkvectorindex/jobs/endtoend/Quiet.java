package org.flinkvectorindex.jobs.endtoend;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Lets everything through, and knows whether event time can go no further by itself: because what
 * it comes from is idle, or because it is at its end.
 */
final class Quiet<T> extends AbstractStreamOperator<T> implements OneInputStreamOperator<T, T> {
  private static final long serialVersionUID = 1L;

  /** By subtask. */
  private static final Map<Integer, Boolean> QUIET = new ConcurrentHashMap<>();

  /** Before a job begins. */
  static void forget() {
    QUIET.clear();
  }

  static boolean everywhere(int parallelism) {
    return QUIET.size() == parallelism && !QUIET.containsValue(false);
  }

  private void is(boolean quiet) {
    QUIET.put(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(), quiet);
  }

  @Override
  public void open() throws Exception {
    super.open();
    is(false);
  }

  @Override
  public void processElement(StreamRecord<T> element) {
    output.collect(element);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    super.processWatermarkStatus(status);
    is(status.isIdle());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    super.processWatermark(mark);
    if (mark.equals(Watermark.MAX_WATERMARK)) {
      is(true);
    }
  }
}
