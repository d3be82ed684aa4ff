package org.flinkvectorindex.index.ivf;

import java.util.Arrays;
import org.flinkvectorindex.index.vector.Blocks;

/** Blocks of lists that are compared with next, in order. Reused. */
final class BlockQueue {
  private InvertedList[] lists = new InvertedList[128];
  private int[] starts = new int[128];
  private int size;

  void add(InvertedList list) {
    for (int at = 0; at < list.count(); at += Blocks.LANES) {
      if (size == starts.length) {
        lists = Arrays.copyOf(lists, 2 * size);
        starts = Arrays.copyOf(starts, 2 * size);
      }
      lists[size] = list;
      starts[size++] = at;
    }
  }

  int size() {
    return size;
  }

  /** The list that a block is of. */
  InvertedList list(int i) {
    return lists[i];
  }

  /** The position in its list that a block begins with. */
  int start(int i) {
    return starts[i];
  }

  void clear() {
    Arrays.fill(lists, 0, size, null); // A list may be given up meanwhile.
    size = 0;
  }
}
