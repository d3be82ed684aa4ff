package org.flinkvectorindex.index.ivf;

/** Finds the least of some numbers without ordering the others (Hoare, 1961). */
final class Least {
  private Least() {}

  /** Brings the {@code count} least of the first {@code size} numbers to the front. */
  static void select(long[] numbers, int count, int size) {
    int from = 0;
    int to = count < size ? size - 1 : 0;
    while (from < to) {
      long pivot = numbers[(from + to) >>> 1];
      int i = from;
      int j = to;
      while (i <= j) {
        while (numbers[i] < pivot) {
          i++;
        }
        while (numbers[j] > pivot) {
          j--;
        }
        if (i <= j) {
          long swapped = numbers[i];
          numbers[i++] = numbers[j];
          numbers[j--] = swapped;
        }
      }
      if (count <= j) {
        to = j;
      } else if (count > i) {
        from = i;
      } else {
        return;
      }
    }
  }
}
