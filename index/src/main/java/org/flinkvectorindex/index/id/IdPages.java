package org.flinkvectorindex.index.id;

import java.util.Arrays;

/**
 * The ids by slot: UTF-8 bytes of 64 slots side by side in one array, which has some room so that
 * an id that takes another's place mostly finds it.
 */
final class IdPages {
  private static final int SHIFT = 6;
  private static final int SLOTS = 1 << SHIFT;
  private static final byte[] EMPTY = {};

  /** Lengths of the arrays are multiples of it. */
  private static final int ROOM = 64;

  private byte[][] bytes = new byte[0][];

  /** Where the id of each slot of a page ends. */
  private char[][] ends = new char[0][];

  void set(int slot, byte[] id) {
    int page = slot >>> SHIFT;
    if (page >= bytes.length) {
      int length = Math.max(page + 1, bytes.length + bytes.length / 2 + 4);
      bytes = Arrays.copyOf(bytes, length);
      ends = Arrays.copyOf(ends, length);
    }
    if (bytes[page] == null) {
      bytes[page] = EMPTY;
      ends[page] = new char[SLOTS];
    }
    int from = from(slot);
    int to = to(slot);
    int end = ends[page][SLOTS - 1];
    int longer = id.length - (to - from);
    byte[] old = bytes[page];
    byte[] now = old;
    if (end + longer > old.length || end + longer + 2 * ROOM <= old.length) {
      now = new byte[(end + longer + ROOM - 1) & -ROOM];
      System.arraycopy(old, 0, now, 0, from);
      bytes[page] = now;
    }
    System.arraycopy(old, to, now, from + id.length, end - to);
    System.arraycopy(id, 0, now, from, id.length);
    for (int i = slot & (SLOTS - 1); i < SLOTS; i++) {
      ends[page][i] += (char) longer;
    }
  }

  void clear(int slot) {
    set(slot, EMPTY);
    int page = slot >>> SHIFT;
    if (ends[page][SLOTS - 1] == 0) {
      bytes[page] = null;
      ends[page] = null;
    }
  }

  byte[] get(int slot) {
    return Arrays.copyOfRange(bytes[slot >>> SHIFT], from(slot), to(slot));
  }

  IdHash hash(int slot) {
    return IdHash.of(bytes[slot >>> SHIFT], from(slot), to(slot));
  }

  boolean equals(int slot, byte[] id) {
    return Arrays.equals(bytes[slot >>> SHIFT], from(slot), to(slot), id, 0, id.length);
  }

  int compare(int slot, int other) {
    return Arrays.compareUnsigned(
        bytes[slot >>> SHIFT],
        from(slot),
        to(slot),
        bytes[other >>> SHIFT],
        from(other),
        to(other));
  }

  private int from(int slot) {
    int i = slot & (SLOTS - 1);
    return i == 0 ? 0 : ends[slot >>> SHIFT][i - 1];
  }

  private int to(int slot) {
    return ends[slot >>> SHIFT][slot & (SLOTS - 1)];
  }

  long heapBytes() {
    long sum = 16L * bytes.length;
    for (byte[] each : bytes) {
      sum += each == null ? 0 : 16 + each.length + 16 + 2L * SLOTS;
    }
    return sum;
  }
}
