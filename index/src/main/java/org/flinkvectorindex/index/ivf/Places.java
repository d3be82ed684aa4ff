package org.flinkvectorindex.index.ivf;

import java.util.Arrays;

/** In which list each vector is, and where in it: by slot, in pages of 1,024. */
final class Places {
  /** In no list. */
  static final int NONE = -1;

  private static final int SHIFT = 10;
  private static final int SLOTS = 1 << SHIFT;
  private static final int MASK = SLOTS - 1;

  /** List + 1 and position, by turns. */
  private int[][] pages = new int[0][];

  /** No page is as high; of those below some may not be there either. */
  private int end;

  private int high;
  private int highest;

  /** All slots in use are below. */
  int high() {
    return high;
  }

  /** No slot was ever as high. */
  int highest() {
    return highest;
  }

  int list(int slot) {
    int[] page = slot >= high ? null : pages[slot >>> SHIFT];
    return page == null ? NONE : page[(slot & MASK) * 2] - 1;
  }

  int position(int slot) {
    return pages[slot >>> SHIFT][(slot & MASK) * 2 + 1];
  }

  void put(int slot, int list, int position) {
    int page = slot >>> SHIFT;
    if (page >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length + pages.length / 2 + 4));
    }
    if (pages[page] == null) {
      pages[page] = new int[2 * SLOTS];
      end = Math.max(end, page + 1);
    }
    high = Math.max(high, slot + 1);
    highest = Math.max(highest, high);
    pages[page][(slot & MASK) * 2] = list + 1;
    pages[page][(slot & MASK) * 2 + 1] = position;
  }

  void clear(int slot) {
    if (slot >= high) {
      return;
    }
    put(slot, NONE, 0);
    if (slot == high - 1) {
      while (high > 0 && list(high - 1) == NONE) {
        high--;
      }
      for (int kept = (high + MASK) >>> SHIFT; end > kept; end--) {
        pages[end - 1] = null;
      }
    }
  }

  /** A hash of one vector's place, 0 where it has none. */
  long hash(int slot) {
    int list = list(slot);
    return list == NONE ? 0 : ListHash.mix(ListHash.mix(slot, list), position(slot));
  }

  long heapBytes() {
    long sum = 4L * pages.length;
    for (int[] page : pages) {
      sum += page == null ? 0 : 16 + 8L * SLOTS;
    }
    return sum;
  }
}
