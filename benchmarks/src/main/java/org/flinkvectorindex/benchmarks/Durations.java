package org.flinkvectorindex.benchmarks;

import java.util.Arrays;

/** Durations of single operations, in nanoseconds, and what they come to. */
public final class Durations {
  private long[] nanos = new long[1024];
  private int count;

  public void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = duration;
  }

  public int count() {
    return count;
  }

  /** The smallest that at least this share does not exceed. */
  public double quantileMicros(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1L, (long) Math.ceil(share * count) - 1)] / 1e3;
  }

  public double maxMicros() {
    return quantileMicros(1);
  }
}
