package org.flinkvectorindex.operators.shard;

import java.util.function.BooleanSupplier;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Work on shards that is done a slice at a time between changes and queries, by a timer that sets
 * the next one for as long as there is work. The operator's current key is left as it was.
 */
final class SlicedWork {
  /** Does a part of it; sets the current key as it likes. */
  interface Slice {
    void run() throws Exception;
  }

  private final AbstractStreamOperator<?> operator;
  private final long everyMillis;
  private final BooleanSupplier done;
  private final Slice slice;

  SlicedWork(
      AbstractStreamOperator<?> operator, long everyMillis, BooleanSupplier done, Slice slice) {
    this.operator = operator;
    this.everyMillis = everyMillis;
    this.done = done;
    this.slice = slice;
  }

  /** To be called when there is work again. */
  void later() {
    if (!done.getAsBoolean()) {
      ProcessingTimeService time = operator.getProcessingTimeService();
      time.registerTimer(
          time.getCurrentProcessingTime() + everyMillis,
          timestamp -> {
            once();
            later();
          });
    }
  }

  /** All that is left, at once. */
  void finish() throws Exception {
    while (!done.getAsBoolean()) {
      once();
    }
  }

  private void once() throws Exception {
    Object current = operator.getCurrentKey();
    slice.run();
    if (current != null) {
      operator.setCurrentKey(current);
    }
  }
}
