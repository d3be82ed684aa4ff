package org.flinkvectorindex.index.quantize;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.flinkvectorindex.index.distance.CodeKernels;
import org.flinkvectorindex.index.vector.Placement;

/**
 * Packed codes by slot, in pages ({@link Placement}). Behind the codes of a vector, where kernels
 * that take whole blocks read anyway, stand the numbers that make distances of them: the step of
 * its grid, the sum of its codes, how far the code is from the vector, the middle of its grid where
 * that is not the same multiple of the step for all, and what the vector has in distances beside
 * dot products, where that is not the same for all either.
 */
final class CodeRows {
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int SUM = 4;
  private static final int ERROR = 8;
  private static final int MORE = 12;

  /** Kernels read a whole block where a row ends. */
  private static final int SLACK = CodeKernels.NIBBLES / 2;

  private static final int LINE = 64;

  /** Whole lines of memory where that takes an eighth more at most: a walk waits for each line. */
  private final int stride;

  private final Placement places;

  /** Where the numbers begin in a row. */
  private final int numbers;

  private final boolean middles;
  private final boolean besides;

  /** Behind the numbers that every row has. */
  private final int besideAt;

  private byte[][] pages = new byte[0][];

  /** No page is as high; of those below some may not be there either. */
  private int end;

  private long heapBytes;

  /**
   * @param middles whether rows have a middle of their own
   * @param besides whether they have a number beside
   */
  CodeRows(int codeBytes, boolean middles, boolean besides) {
    this.middles = middles;
    this.besides = besides;
    besideAt = MORE + (middles ? Float.BYTES : 0);
    numbers = codeBytes;
    int row = codeBytes + besideAt + (besides ? Float.BYTES : 0);
    int lines = (row + LINE - 1) & -LINE;
    stride = lines - row <= row / 8 ? lines : row;
    places = new Placement(stride, 1, SLACK);
  }

  int stride() {
    return stride;
  }

  boolean besides() {
    return besides;
  }

  int numbers() {
    return numbers;
  }

  byte[] page(int slot) {
    return pages[places.page(slot)];
  }

  int offset(int slot) {
    return places.offset(slot);
  }

  /** Makes room for a slot. */
  void reach(int slot) {
    int page = places.page(slot);
    if (page >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length + pages.length / 2 + 4));
    }
    if (pages[page] == null) {
      put(page, new byte[places.length(places.room(slot))]);
      end = Math.max(end, page + 1);
    } else if (offset(slot) + stride + SLACK > pages[page].length) {
      heapBytes -= 16 + pages[page].length;
      put(page, Arrays.copyOf(pages[page], places.length(places.room(slot))));
    }
  }

  private void put(int page, byte[] rows) {
    heapBytes += 16 + rows.length;
    pages[page] = rows;
  }

  void put(int slot, float step, int sum, float error, float middle, float beside) {
    byte[] page = page(slot);
    int at = offset(slot) + numbers;
    FLOAT.set(page, at, step);
    INT.set(page, at + SUM, sum);
    FLOAT.set(page, at + ERROR, error);
    if (middles) {
      FLOAT.set(page, at + MORE, middle);
    }
    if (besides) {
      FLOAT.set(page, at + besideAt, beside);
    }
  }

  static float step(byte[] page, int at) {
    return (float) FLOAT.get(page, at);
  }

  static int sum(byte[] page, int at) {
    return (int) INT.get(page, at + SUM);
  }

  /** How far the code is from the vector, not squared. */
  static float error(byte[] page, int at) {
    return (float) FLOAT.get(page, at + ERROR);
  }

  /** The middle of a grid, only where rows have it. */
  static float middle(byte[] page, int at) {
    return (float) FLOAT.get(page, at + MORE);
  }

  /** Where {@link #beside} begins behind the other numbers. */
  int besideAt() {
    return besideAt;
  }

  /**
   * What the vector has {@linkplain org.flinkvectorindex.index.vector.Centre#beside beside}, only
   * where rows have it.
   */
  static float beside(byte[] page, int at) {
    return (float) FLOAT.get(page, at);
  }

  void truncate(int high) {
    for (int kept = places.pages(high); end > kept; end--) {
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
