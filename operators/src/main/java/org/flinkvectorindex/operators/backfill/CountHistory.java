package org.flinkvectorindex.operators.backfill;

import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.flinkvectorindex.operators.StageMetric;

/**
 * Counts what was read of history, beside the positions of its source in the same checkpoints: so
 * progress goes on after a failure where the source does.
 */
public final class CountHistory<T> extends RichMapFunction<T, T> implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;

  private final long total;
  private transient ListState<Long> saved;
  private transient volatile long read;

  /**
   * @param total records that there are, about; 0 where that is not known
   */
  public CountHistory(long total) {
    this.total = total;
  }

  /** One number a subtask; at another parallelism their sum stays. */
  private static ListStateDescriptor<Long> descriptor() {
    return new ListStateDescriptor<>("history-read", LongSerializer.INSTANCE);
  }

  public static List<StateDescriptor<?, ?>> descriptors() {
    return List.of(descriptor());
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    saved = context.getOperatorStateStore().getListState(descriptor());
    long sum = 0;
    for (long each : saved.get()) {
      sum += each;
    }
    read = sum;
  }

  @Override
  public void open(OpenContext context) {
    StageMetric.HISTORY_READ.gauge(getRuntimeContext().getMetricGroup(), () -> read);
    boolean first = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    StageMetric.HISTORY_TOTAL.gauge(getRuntimeContext().getMetricGroup(), () -> first ? total : 0L);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others only look
  public T map(T record) {
    read++;
    return record;
  }

  long read() {
    return read;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    saved.update(List.of(read));
  }
}
