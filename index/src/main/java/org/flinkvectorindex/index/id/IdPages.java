package org.flinkvectorindex.index.id;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The ids by slot: UTF-8 bytes of 64 slots side by side in one array, which has some room and keeps
 * what it has until it is empty, so that an id that takes another's place finds it.
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

  /** Of the page that was empty last, for the next that is begun. */
  private byte[] spareBytes = EMPTY;

  private char[] spareEnds;

  void set(int slot, IdKey id) {
    set(slot, id.bytes(), id.length());
  }

  private void set(int slot, byte[] id, int length) {
    int page = slot >>> SHIFT;
    if (page >= bytes.length) {
      int count = Math.max(page + 1, bytes.length + bytes.length / 2 + 4);
      bytes = Arrays.copyOf(bytes, count);
      ends = Arrays.copyOf(ends, count);
    }
    if (bytes[page] == null) {
      bytes[page] = spareBytes;
      ends[page] = spareEnds == null ? new char[SLOTS] : spareEnds;
      spareBytes = EMPTY;
      spareEnds = null;
    }
    int from = from(slot);
    int to = to(slot);
    int end = ends[page][SLOTS - 1];
    int longer = length - (to - from);
    byte[] old = bytes[page];
    byte[] now = old;
    if (end + longer > old.length) {
      now = new byte[(end + longer + ROOM - 1) & -ROOM];
      System.arraycopy(old, 0, now, 0, from);
      bytes[page] = now;
    }
    System.arraycopy(old, to, now, from + length, end - to);
    System.arraycopy(id, 0, now, from, length);
    for (int i = slot & (SLOTS - 1); i < SLOTS; i++) {
      ends[page][i] += (char) longer;
    }
  }

  void clear(int slot) {
    set(slot, EMPTY, 0);
    int page = slot >>> SHIFT;
    if (ends[page][SLOTS - 1] == 0) {
      spareBytes = bytes[page];
      spareEnds = ends[page];
      bytes[page] = null;
      ends[page] = null;
    }
  }

  String get(int slot) {
    int from = from(slot);
    return new String(bytes[slot >>> SHIFT], from, to(slot) - from, StandardCharsets.UTF_8);
  }

  /** {@link IdHash#high} of the id. */
  long high(int slot) {
    return Murmur3.high(bytes[slot >>> SHIFT], from(slot), to(slot));
  }

  boolean holds(int slot, IdKey id) {
    return Arrays.equals(bytes[slot >>> SHIFT], from(slot), to(slot), id.bytes(), 0, id.length());
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
    sum += spareEnds == null ? 0 : 16 + spareBytes.length + 16 + 2L * SLOTS;
    for (byte[] each : bytes) {
      sum += each == null ? 0 : 16 + each.length + 16 + 2L * SLOTS;
    }
    return sum;
  }
}
