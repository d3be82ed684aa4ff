package org.flinkvectorindex.index.ivf;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.id.FreeSlots;
import org.flinkvectorindex.index.vector.Blocks;

/**
 * Inverted lists: which there are, their centroids, and which vector is where. Plain storage: what
 * belongs where is decided elsewhere, and every change outside of a restore goes through {@link
 * ListEditor}.
 */
final class Lists {
  final Blocks blocks;
  final Centroids centroids;
  final Places places = new Places();
  private final IntUnaryOperator codebooks;
  private final FreeSlots free = new FreeSlots();
  private InvertedList[] lists = new InvertedList[0];
  private int high;
  private int highest;
  private int count;

  /**
   * @param codebooks of the codes of each list, where there are codebooks
   */
  Lists(Blocks blocks, Centroids centroids, IntUnaryOperator codebooks) {
    this.blocks = blocks;
    this.centroids = centroids;
    this.codebooks = codebooks;
  }

  /** All lists are below. */
  int high() {
    return high;
  }

  /** No list was ever as high. */
  int highest() {
    return highest;
  }

  /** How many there are. */
  int count() {
    return count;
  }

  boolean has(int list) {
    return list < high && lists[list] != null;
  }

  InvertedList get(int list) {
    return lists[list];
  }

  /** The number that the next new list has. */
  int take() {
    return free.take(high);
  }

  /** Makes a list, or moves the centroid of one. */
  void put(int list, float[] centroid, float radius) {
    if (list >= lists.length) {
      lists = Arrays.copyOf(lists, Math.max(list + 1, lists.length + lists.length / 2 + 4));
    }
    if (lists[list] == null) {
      lists[list] = new InvertedList(blocks, () -> codebooks.applyAsInt(list));
      count++;
      high = Math.max(high, list + 1);
      highest = Math.max(highest, high);
    }
    lists[list].radius = radius;
    centroids.put(list, centroid);
  }

  void remove(int list) {
    forget(list);
    free.add(list);
    while (high > 0 && lists[high - 1] == null) {
      high--;
    }
    free.truncate(high);
  }

  /** While restoring: {@link #restored} sees to the rest. */
  void forget(int list) {
    lists[list] = null;
    centroids.clear(list);
    count--;
  }

  /** After places and lists are back: puts the vectors' slots into the lists. */
  void restored() throws CorruptIndexException {
    while (high > 0 && lists[high - 1] == null) {
      high--;
    }
    for (int slot = 0; slot < places.high(); slot++) {
      int list = places.list(slot);
      if (list != Places.NONE) {
        if (!has(list)) {
          throw new CorruptIndexException(
              "slot %d is in list %d, which there is not".formatted(slot, list));
        }
        lists[list].restore(places.position(slot), slot);
      }
    }
    for (int list = 0; list < high; list++) {
      if (lists[list] == null) {
        free.add(list);
      } else if (!lists[list].restored()) {
        throw new CorruptIndexException("list %d is not whole".formatted(list));
      }
    }
  }

  long heapBytes() {
    long sum = blocks.heapBytes() + centroids.heapBytes() + places.heapBytes() + free.heapBytes();
    for (InvertedList list : lists) {
      sum += list == null ? 4 : 4 + list.heapBytes();
    }
    return sum;
  }
}
