package org.flinkvectorindex.jobs.endtoend;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;

/** Lets records through, but fails its task once, some records after it was armed. */
final class FailOnce<T> implements MapFunction<T, T> {
  private static final long serialVersionUID = 1L;
  private static final AtomicInteger REMAINING = new AtomicInteger(Integer.MAX_VALUE);
  private static final AtomicBoolean FAILED = new AtomicBoolean();

  /** All subtasks of this JVM together count. */
  static void arm(int records) {
    FAILED.set(false);
    REMAINING.set(records);
  }

  static boolean failed() {
    return FAILED.get();
  }

  @Override
  public T map(T record) {
    if (REMAINING.get() != Integer.MAX_VALUE
        && REMAINING.decrementAndGet() <= 0
        && FAILED.compareAndSet(false, true)) {
      REMAINING.set(Integer.MAX_VALUE);
      throw new IllegalStateException("a failure that the test asked for");
    }
    return record;
  }
}
