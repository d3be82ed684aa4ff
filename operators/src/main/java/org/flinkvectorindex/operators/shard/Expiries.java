package org.flinkvectorindex.operators.shard;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * When the vectors of a shard leave: at their own expiry, or when they are older than the
 * collection's retention, whichever is first, in event time as the shard has applied it.
 *
 * <p>A cursor goes round the slots, {@link #STEPS} with each change that is applied, so what leaves
 * and when is a function of the changes and not of a clock, and one round takes 3 % of the slots in
 * changes. At most {@link #AT_ONCE} leave with one change: a shard that forgets half of its vectors
 * does it in bounded steps. 8 bytes a slot, once any vector of the shard may leave.
 */
final class Expiries {
  private static final long NEVER = Long.MAX_VALUE;
  private static final int STEPS = 32;
  private static final int AT_ONCE = 4;

  private final OptionalLong retentionMillis;

  /** By slot: the event time from which on its vector need not be kept. */
  private long[] times = new long[0];

  /** Slots whose vector leaves at some time. */
  private int count;

  private int high;
  private int cursor;

  /** Told of a slot whose vector leaves now, and of the event time at which it was due. */
  interface Leaving {
    void slot(int slot, long due) throws Exception;
  }

  Expiries(OptionalLong retentionMillis, int cursor) {
    this.retentionMillis = retentionMillis;
    this.cursor = cursor;
  }

  /**
   * @param ts of the vector's change
   * @param expiry its own, where it has one
   */
  void put(int slot, long ts, OptionalLong expiry) {
    long time = expiry.orElse(NEVER);
    if (retentionMillis.isPresent()) {
      long end = ts + retentionMillis.getAsLong();
      time = end < ts ? time : Math.min(time, end);
    }
    if (time != NEVER) {
      int before = times.length;
      if (slot >= before) {
        times = Arrays.copyOf(times, Math.max(slot + 1, before + before / 2 + 64));
        Arrays.fill(times, before, times.length, NEVER);
      }
      times[slot] = time;
      count++;
      high = Math.max(high, slot + 1);
    }
  }

  void remove(int slot) {
    if (slot < high && times[slot] != NEVER) {
      times[slot] = NEVER;
      count--;
      while (high > 0 && times[high - 1] == NEVER) {
        high--;
      }
    }
  }

  /**
   * Looks at the next slots.
   *
   * @param now the greatest event time applied
   * @param leaving must {@link #remove} the slot
   */
  void step(long now, Leaving leaving) throws Exception {
    int left = 0;
    for (int i = 0; i < STEPS && count > 0 && left < AT_ONCE; i++) {
      cursor = cursor < high ? cursor : 0;
      if (times[cursor] <= now) {
        leaving.slot(cursor, times[cursor]);
        left++;
      }
      cursor++;
    }
  }

  int cursor() {
    return cursor;
  }

  long heapBytes() {
    return 8L * times.length;
  }
}
