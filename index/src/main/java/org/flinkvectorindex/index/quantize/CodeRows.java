package org.flinkvectorindex.index.quantize;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.CodeKernels;
import org.flinkvectorindex.index.vector.Placement;

/**
 * Packed codes by slot, in pages ({@link Placement}). Behind the codes of a vector, where kernels
 * that take whole blocks read anyway, stand the numbers that make distances of them: middle and
 * step of its grid, the sum of its codes, how far the code is from the vector, and under squared L2
 * its squared length: no other metric reads that.
 */
final class CodeRows {
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int SQUARE = 16;

  /** Kernels read a whole block where a row ends. */
  private static final int SLACK = CodeKernels.NIBBLES / 2;

  private static final int LINE = 64;

  /** Whole lines of memory where that takes an eighth more at most: a walk waits for each line. */
  private final int stride;

  private final Placement places;

  /** Where the numbers begin in a row. */
  private final int numbers;

  private final boolean squares;

  private byte[][] pages = new byte[0][];

  /** No page is as high; of those below some may not be there either. */
  private int end;

  private long heapBytes;

  CodeRows(Metric metric, int codeBytes) {
    numbers = codeBytes;
    squares = metric == Metric.L2;
    int row = codeBytes + SQUARE + (squares ? Float.BYTES : 0);
    int lines = (row + LINE - 1) & -LINE;
    stride = lines - row <= row / 8 ? lines : row;
    places = new Placement(stride, 1, SLACK);
  }

  int stride() {
    return stride;
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

  void put(int slot, float middle, float step, int sum, float error, float square) {
    byte[] page = page(slot);
    int at = offset(slot) + numbers;
    FLOAT.set(page, at, middle);
    FLOAT.set(page, at + 4, step);
    INT.set(page, at + 8, sum);
    FLOAT.set(page, at + 12, error);
    if (squares) {
      FLOAT.set(page, at + SQUARE, square);
    }
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

  /** How far the code is from the vector, not squared. */
  static float error(byte[] page, int at) {
    return (float) FLOAT.get(page, at + 12);
  }

  /** The squared length of the vector, under squared L2 only. */
  static float square(byte[] page, int at) {
    return (float) FLOAT.get(page, at + SQUARE);
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
