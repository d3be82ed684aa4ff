package org.flinkvectorindex.index.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Links on the ground layer, by place: numbers of four bytes, or of three, which keep a quarter
 * less and take longer to read. The first link that three can't hold, to a slot from 16,777,216 on,
 * makes four of all. In memory only: nothing that is stored depends on it.
 */
final class PackedLinks {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** The greatest link that three bytes hold. */
  static final int NARROW = (1 << 24) - 1;

  /** One of both is there. */
  private int[] wide;

  /** And a byte, since four are read at once. */
  private byte[] narrow;

  PackedLinks(int count, boolean small) {
    if (small) {
      narrow = new byte[3 * count + 1];
    } else {
      wide = new int[count];
    }
  }

  /** All links as they are; null where they take three bytes. */
  int[] wide() {
    return wide;
  }

  int get(int at) {
    return wide != null ? wide[at] : (int) INT.get(narrow, 3 * at) & NARROW;
  }

  /** As many from a place on, into {@code to[begin]} and on. */
  void get(int at, int count, int[] to, int begin) {
    if (wide != null) {
      System.arraycopy(wide, at, to, begin, count);
      return;
    }
    byte[] from = narrow;
    for (int i = 0; i < count; i++) {
      to[begin + i] = (int) INT.get(from, 3 * (at + i)) & NARROW;
    }
  }

  void set(int at, int link) {
    if (wide == null && link > NARROW) {
      widen();
    }
    if (wide != null) {
      wide[at] = link;
    } else {
      narrow[3 * at] = (byte) link;
      narrow[3 * at + 1] = (byte) (link >>> 8);
      narrow[3 * at + 2] = (byte) (link >>> 16);
    }
  }

  /** The first so many of an array, at a place and on. */
  void set(int at, int[] from, int count) {
    for (int i = 0; i < count && wide == null; i++) {
      set(at + i, from[i]);
    }
    if (wide != null) {
      System.arraycopy(from, 0, wide, at, count);
    }
  }

  private void widen() {
    int[] all = new int[narrow.length / 3];
    get(0, all.length, all, 0);
    wide = all;
    narrow = null;
  }

  long heapBytes() {
    return 24 + 16 + (wide != null ? 4L * wide.length : narrow.length);
  }

  /** Of as many, before any is set. */
  static long heapBytes(int count, boolean small) {
    return 24 + 16 + (small ? 3L * count + 1 : 4L * count);
  }
}
