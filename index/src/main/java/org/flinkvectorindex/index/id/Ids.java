package org.flinkvectorindex.index.id;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Ids and slots, both ways. The way from id to slot is 256 small hash tables (open addressing,
 * linear probing), so that none takes long to grow.
 */
public final class Ids {
  private static final int TABLES = 256;
  private static final int SMALLEST = 8;

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

  public int slotOf(byte[] id, IdHash hash) {
    int[] table = tables[table(hash.high())];
    for (int i = place(hash.high(), table); table[i] != 0; i = (i + 1) & (table.length - 1)) {
      if (pages.equals(table[i] - 1, id)) {
        return table[i] - 1;
      }
    }
    return NONE;
  }

  /** The id must not be there yet. */
  public void put(byte[] id, IdHash hash, int slot) {
    pages.set(slot, id);
    int t = table(hash.high());
    if ((counts[t] + 1) * 4 > tables[t].length * 3) {
      grow(t);
    }
    insert(tables[t], hash.high(), slot);
    counts[t]++;
    size++;
  }

  public void remove(byte[] id, IdHash hash, int slot) {
    int t = table(hash.high());
    int[] table = tables[t];
    int mask = table.length - 1;
    int hole = place(hash.high(), table);
    while (table[hole] != slot + 1) {
      hole = (hole + 1) & mask;
    }
    // What stands behind the hole moves up unless its own place lies behind the hole.
    for (int i = (hole + 1) & mask; table[i] != 0; i = (i + 1) & mask) {
      int home = place(pages.hash(table[i] - 1).high(), table);
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

  public byte[] utf8(int slot) {
    return pages.get(slot);
  }

  public String id(int slot) {
    return new String(pages.get(slot), StandardCharsets.UTF_8);
  }

  /** Orders two slots by their ids' bytes. */
  public int compare(int slot, int other) {
    return pages.compare(slot, other);
  }

  /** Sorts {@code slots[from, to)} by their ids' bytes. */
  public void sort(int[] slots, int from, int to) {
    if (to - from > 1) {
      int[] sorted =
          Arrays.stream(slots, from, to).boxed().sorted(this::compare).mapToInt(i -> i).toArray();
      System.arraycopy(sorted, 0, slots, from, to - from);
    }
  }

  private void grow(int t) {
    int[] wider = new int[tables[t].length * 2];
    for (int entry : tables[t]) {
      if (entry != 0) {
        insert(wider, pages.hash(entry - 1).high(), entry - 1);
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
