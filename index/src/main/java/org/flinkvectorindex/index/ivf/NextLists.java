package org.flinkvectorindex.index.ivf;

import java.util.Arrays;
import org.flinkvectorindex.index.search.Pool;

/** The lists with the least numbers, ascending; ties by the list. Reused: select, then ask. */
final class NextLists {
  private static final int SAMPLED = 8;

  private long[] order = new long[0];

  /**
   * Finds the {@code count} lists with the least numbers, or all that there are.
   *
   * @param numbers of lists, list after list; infinite where there is none
   * @return how many: see {@link #at}
   */
  int select(float[] numbers, int lists, int count) {
    if (order.length < lists) {
      order = new long[numbers.length];
    }
    int found = collect(numbers, lists, bound(numbers, lists, count));
    if (found < count) {
      found = collect(numbers, lists, Float.MAX_VALUE);
    }
    return sort(found, count);
  }

  /**
   * What the wanted ones are hardly above, by every {@link #SAMPLED}th list: to order the few below
   * it takes a third of the time that finding them among all does. Chance decides nothing: where it
   * is too low, all are looked at.
   */
  private float bound(float[] numbers, int lists, int count) {
    int sample = 0;
    for (int list = 0; list < lists; list += SAMPLED) {
      order[sample] = entry(numbers[list], list);
      sample += numbers[list] <= Float.MAX_VALUE ? 1 : 0;
    }
    int wanted = 2 * count / SAMPLED + 2;
    if (wanted >= sample) {
      return Float.MAX_VALUE;
    }
    Least.select(order, wanted, sample);
    long greatest = Long.MIN_VALUE;
    for (int i = 0; i < wanted; i++) {
      greatest = Math.max(greatest, order[i]);
    }
    return Pool.distance(greatest);
  }

  private int collect(float[] numbers, int lists, float bound) {
    int found = 0;
    for (int list = 0; list < lists; list++) {
      if (numbers[list] <= bound) {
        order[found++] = entry(numbers[list], list);
      }
    }
    return found;
  }

  private int sort(int found, int count) {
    int first = Math.min(count, found);
    Least.select(order, first, found);
    Arrays.sort(order, 0, first);
    return first;
  }

  private static long entry(float number, int list) {
    return ((long) Pool.ordered(number) << 32) | list;
  }

  /** The list at a place of the last {@link #select}. */
  int at(int place) {
    return (int) order[place];
  }

  long heapBytes() {
    return 8L * order.length;
  }
}
