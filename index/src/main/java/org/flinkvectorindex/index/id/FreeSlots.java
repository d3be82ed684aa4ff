package org.flinkvectorindex.index.id;

import java.util.BitSet;

/** Slots that can be given out again: the lowest first, so that what is in use stays dense. */
public final class FreeSlots {
  private final BitSet free = new BitSet();
  private int count;

  /** No free slot is below. */
  private int lowest;

  public void add(int slot) {
    free.set(slot);
    count++;
    lowest = Math.min(lowest, slot);
  }

  /** The lowest free slot, or {@code high} when there is none below. */
  public int take(int high) {
    if (count == 0) {
      return high;
    }
    int slot = free.nextSetBit(lowest);
    free.clear(slot);
    count--;
    lowest = slot + 1;
    return slot;
  }

  /** Slots from {@code high} on are not there any more. */
  public void truncate(int high) {
    if (free.length() > high) {
      free.clear(high, free.length());
      count = free.cardinality();
      lowest = Math.min(lowest, high);
    }
  }

  public long heapBytes() {
    return free.size() / 8;
  }
}
