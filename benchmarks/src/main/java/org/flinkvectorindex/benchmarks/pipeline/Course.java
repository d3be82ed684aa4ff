package org.flinkvectorindex.benchmarks.pipeline;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * When which row was inserted, by how many were: an index slows down as it grows, so rates are
 * compared over the same stretch of rows.
 */
final class Course {
  private final LongSupplier nanos;
  private final AtomicInteger count = new AtomicInteger();
  private final long[] at;

  /** Begins now. */
  Course(int rows) {
    this(rows, System::nanoTime);
  }

  Course(int rows, LongSupplier nanos) {
    this.nanos = nanos;
    at = new long[rows + 1];
    at[0] = nanos.getAsLong();
  }

  /** So many more are inserted; by any thread. */
  void add(int rows) {
    int now = count.addAndGet(rows);
    Arrays.fill(at, now - rows + 1, now + 1, nanos.getAsLong());
  }

  /**
   * Rows a second from the row {@code from}, when so many were there, to the row {@code until}; NaN
   * where that is no time.
   */
  double perSecond(long from, long until) {
    double seconds = (at[(int) until] - at[(int) from]) / 1e9;
    return seconds > 0 ? (until - from) / seconds : Double.NaN;
  }
}
