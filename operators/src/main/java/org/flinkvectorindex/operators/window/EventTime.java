package org.flinkvectorindex.operators.window;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.LongSerializer;

/**
 * How far event time has come, restarts or not. Flink keeps no watermark: until the first after a
 * start all would be in time, and windows long gone would be begun again, by a late record as by
 * history that is read while the topic is quiet.
 *
 * <p>In state every subtask's is given to each, since windows move between them and new ones begin.
 * The least of them counts: up to that all windows were emitted, whichever subtask they were at.
 */
final class EventTime {
  static final ListStateDescriptor<Long> WATERMARK =
      new ListStateDescriptor<>("window-watermark", LongSerializer.INSTANCE);

  private final ListState<Long> state;
  private long watermark;

  private EventTime(ListState<Long> state, long watermark) throws Exception {
    this.state = state;
    this.watermark = watermark;
    state.update(List.of(watermark));
  }

  static EventTime of(OperatorStateStore store) throws Exception {
    ListState<Long> state = store.getUnionListState(WATERMARK);
    List<Long> stored = new ArrayList<>();
    state.get().forEach(stored::add);
    return new EventTime(state, stored.isEmpty() ? Long.MIN_VALUE : Collections.min(stored));
  }

  long watermark() {
    return watermark;
  }

  /** The end of all input is not kept: a job may go on from there with more. */
  void passed(long mark) throws Exception {
    watermark = Math.max(watermark, mark);
    if (watermark != Long.MAX_VALUE) {
      state.update(List.of(watermark));
    }
  }
}
