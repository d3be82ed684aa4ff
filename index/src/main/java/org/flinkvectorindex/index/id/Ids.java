package org.flinkvectorindex.index.id;

import java.util.Arrays;

/**
 * Ids and slots, both ways. The way from id to slot is 256 small hash tables (open addressing,
 * linear probing), so that none takes long to grow.
 */
public final class Ids {
  private static final int TABLES = 256;
  private static final int SMALLEST = 8;

  /** So many are sorted without another array. */
  private static final int FEW = 64;

  /** No such id. */
  public static final int NONE = -1;

  private final IdPages pages = new IdPages();

  /** Slot + 1, or 0 where the place is free. */
  private final int[][] tables = new int[TABLES][SMALLEST];

  private final int[] counts = new int[TABLES];
  private int size;

  public int size() {
    return size;
  }

  public int slotOf(IdKey id) {
    int[] table = tables[table(id.high())];
    for (int i = place(id.high(), table); table[i] != 0; i = (i + 1) & (table.length - 1)) {
      if (pages.holds(table[i] - 1, id)) {
        return table[i] - 1;
      }
    }
    return NONE;
  }

  /** The id must not be there yet. */
  public void put(IdKey id, int slot) {
    pages.set(slot, id);
    int t = table(id.high());
    if ((counts[t] + 1) * 4 > tables[t].length * 3) {
      grow(t);
    }
    insert(tables[t], id.high(), slot);
    counts[t]++;
    size++;
  }

  public void remove(IdKey id, int slot) {
    int t = table(id.high());
    int[] table = tables[t];
    int mask = table.length - 1;
    int hole = place(id.high(), table);
    while (table[hole] != slot + 1) {
      hole = (hole + 1) & mask;
    }
    // What stands behind the hole moves up unless its own place lies behind the hole.
    for (int i = (hole + 1) & mask; table[i] != 0; i = (i + 1) & mask) {
      int home = place(pages.high(table[i] - 1), table);
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        table[hole] = table[i];
        hole = i;
      }
    }
    table[hole] = 0;
    pages.clear(slot);
    counts[t]--;
    size--;
  }

  public String id(int slot) {
    return pages.get(slot);
  }

  /** {@link IdHash#high} of the id at a slot. */
  public long high(int slot) {
    return pages.high(slot);
  }

  /** Orders two slots by their ids' bytes. */
  public int compare(int slot, int other) {
    return pages.compare(slot, other);
  }

  /** Sorts {@code slots[from, to)} by their ids' bytes. */
  public void sort(int[] slots, int from, int to) {
    if (to - from > FEW) {
      int[] sorted =
          Arrays.stream(slots, from, to)
              .boxed()
              .sorted(this::compare)
              .mapToInt(Integer::intValue)
              .toArray();
      System.arraycopy(sorted, 0, slots, from, sorted.length);
      return;
    }
    for (int i = from + 1; i < to; i++) {
      int slot = slots[i];
      int low = from;
      for (int high = i; low < high; ) {
        int middle = (low + high) >>> 1;
        if (compare(slots[middle], slot) < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      System.arraycopy(slots, low, slots, low + 1, i - low);
      slots[low] = slot;
    }
  }

  private void grow(int t) {
    int[] wider = new int[tables[t].length * 2];
    for (int entry : tables[t]) {
      if (entry != 0) {
        insert(wider, pages.high(entry - 1), entry - 1);
      }
    }
    tables[t] = wider;
  }

  private static void insert(int[] table, long hash, int slot) {
    int i = place(hash, table);
    while (table[i] != 0) {
      i = (i + 1) & (table.length - 1);
    }
    table[i] = slot + 1;
  }

  private static int table(long hash) {
    return (int) (hash >>> 56);
  }

  private static int place(long hash, int[] table) {
    return (int) hash & (table.length - 1);
  }

  public long heapBytes() {
    long sum = pages.heapBytes() + 8L * TABLES;
    for (int[] table : tables) {
      sum += 16 + 4L * table.length;
    }
    return sum;
  }
}
