package org.flinkvectorindex.index.graph;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Which page of a graph has a live node on the highest layer: a tournament among the pages. Of a
 * change only that page and the few above it in the tournament are looked at.
 */
final class Peaks {
  private final IntUnaryOperator peak;

  /**
   * The winner of all at 1, those of the two halves at 2 and 3, and so on; the pages at the end.
   */
  private byte[] tree = {Graph.NONE, Graph.NONE};

  /**
   * @param peak the highest layer of the live nodes of a page, {@link Graph#NONE} where there are
   *     none
   */
  Peaks(IntUnaryOperator peak) {
    this.peak = peak;
  }

  /** A node of a page has come to live. */
  void rise(int page, int level) {
    while (page >= pages()) {
      grow();
    }
    if (level > tree[pages() + page]) {
      set(page, level);
    }
  }

  /** A node of a page lives no more. */
  void fall(int page, int level) {
    if (level == tree[pages() + page]) {
      set(page, peak.applyAsInt(page));
    }
  }

  /** The highest layer that a live node is on, {@link Graph#NONE} where there are none. */
  int highest() {
    return tree[1];
  }

  /** The first page with a live node on that layer. */
  int first() {
    int at = 1;
    while (at < pages()) {
      at *= 2;
      at += tree[at] == tree[1] ? 0 : 1;
    }
    return at - pages();
  }

  private int pages() {
    return tree.length / 2;
  }

  private void grow() {
    int pages = pages();
    byte[] old = tree;
    tree = new byte[4 * pages];
    Arrays.fill(tree, (byte) Graph.NONE);
    System.arraycopy(old, pages, tree, 2 * pages, pages);
    for (int i = 2 * pages - 1; i > 0; i--) {
      play(i);
    }
  }

  private void set(int page, int level) {
    int at = pages() + page;
    tree[at] = (byte) level;
    for (at /= 2; at > 0; at /= 2) {
      play(at);
    }
  }

  private void play(int at) {
    tree[at] = (byte) Math.max(tree[2 * at], tree[2 * at + 1]);
  }

  long heapBytes() {
    return 16L + tree.length;
  }
}
