package org.flinkvectorindex.index.search;

import java.util.Arrays;

/** Numbers of which the least is taken first. */
final class Heap {
  private long[] numbers = new long[64];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** There must be one. */
  long least() {
    return numbers[0];
  }

  void add(long number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    int at = size++;
    for (; at > 0 && numbers[(at - 1) >>> 1] > number; at = (at - 1) >>> 1) {
      numbers[at] = numbers[(at - 1) >>> 1];
    }
    numbers[at] = number;
  }

  /** The least, which is gone then. */
  long take() {
    long least = numbers[0];
    long moved = numbers[--size];
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      child += child + 1 < size && numbers[child + 1] < numbers[child] ? 1 : 0;
      if (numbers[child] >= moved) {
        break;
      }
      numbers[at] = numbers[child];
      at = child;
    }
    numbers[at] = moved;
    return least;
  }

  long heapBytes() {
    return 8L * numbers.length;
  }
}
