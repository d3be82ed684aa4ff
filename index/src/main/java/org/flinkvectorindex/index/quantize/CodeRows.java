package org.flinkvectorindex.index.quantize;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Packed codes by slot, in pages of at most 256 KB. Before the codes of a vector stand the numbers
 * that make distances of them: middle and step of its grid, the sum of its codes, its squared
 * length, and how far the code is from the vector.
 */
final class CodeRows {
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PAGE_BYTES = 1 << 18;

  /** Where codes begin in a row. */
  static final int CODES = 20;

  /** Kernels read a whole block where a row ends. */
  private static final int SLACK = 16;

  private final int stride;
  private final int shift;
  private final int mask;
  private byte[][] pages = new byte[0][];

  /** No page is as high; of those below some may not be there either. */
  private int end;

  private long heapBytes;

  CodeRows(int codeBytes) {
    stride = CODES + codeBytes;
    shift = 31 - Integer.numberOfLeadingZeros(Math.max(1, PAGE_BYTES / stride));
    mask = (1 << shift) - 1;
  }

  int stride() {
    return stride;
  }

  byte[] page(int slot) {
    return pages[slot >>> shift];
  }

  int offset(int slot) {
    return (slot & mask) * stride;
  }

  /** Makes room for a slot. */
  void reach(int slot) {
    int page = slot >>> shift;
    if (page >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length + pages.length / 2 + 4));
    }
    if (pages[page] == null) {
      pages[page] = new byte[(stride << shift) + SLACK];
      end = Math.max(end, page + 1);
      heapBytes += 16 + pages[page].length;
    }
  }

  void put(int slot, float middle, float step, int sum, float square, float error) {
    byte[] page = page(slot);
    int at = offset(slot);
    FLOAT.set(page, at, middle);
    FLOAT.set(page, at + 4, step);
    INT.set(page, at + 8, sum);
    FLOAT.set(page, at + 12, square);
    FLOAT.set(page, at + 16, error);
  }

  static float middle(byte[] page, int at) {
    return (float) FLOAT.get(page, at);
  }

  static float step(byte[] page, int at) {
    return (float) FLOAT.get(page, at + 4);
  }

  static int sum(byte[] page, int at) {
    return (int) INT.get(page, at + 8);
  }

  /** The squared length of the vector. */
  static float square(byte[] page, int at) {
    return (float) FLOAT.get(page, at + 12);
  }

  /** How far the code is from the vector, not squared. */
  static float error(byte[] page, int at) {
    return (float) FLOAT.get(page, at + 16);
  }

  void truncate(int high) {
    for (int kept = (high + mask) >>> shift; end > kept; end--) {
      if (pages[end - 1] != null) {
        heapBytes -= 16 + pages[end - 1].length;
        pages[end - 1] = null;
      }
    }
  }

  long heapBytes() {
    return heapBytes + 4L * pages.length;
  }
}
