package org.flinkvectorindex.index.vector;

/**
 * Asks memory for lines of 64 bytes that are computed with soon. Java's only prefetch is to load
 * something of each line; whoever calls keeps the sum that is returned somewhere, or the compiler
 * would see that loading has no effect.
 *
 * <p>Loads wait together as long as the processor finds them among the some hundred instructions
 * behind the first that waits. So there is no loop over the lines of a row, but one sum for each
 * number of them: the compiler checks bounds once, and three times as many rows come together.
 */
public final class Prefetch {
  private static final int FLOATS = 16;
  private static final int BYTES = 64;
  private static final int MOST = 16;

  private Prefetch() {}

  /** Lines of a row of so many bytes that are asked for ahead: the hardware foresees the rest. */
  public static int lines(int bytes) {
    return Math.min((bytes + BYTES - 1) / BYTES, MOST);
  }

  /**
   * @param lines from {@code array[at]} on, at least one
   */
  public static float floats(float[] array, int at, int lines) {
    float sum = 0;
    int from = at;
    int left = lines;
    for (; left > 8; left -= 8, from += 8 * FLOATS) {
      sum += four(array, from) + four(array, from + 4 * FLOATS);
    }
    return sum
        + switch (left) {
          case 1 -> array[from];
          case 2 -> two(array, from);
          case 3 -> two(array, from) + array[from + 2 * FLOATS];
          case 4 -> four(array, from);
          case 5 -> four(array, from) + array[from + 4 * FLOATS];
          case 6 -> four(array, from) + two(array, from + 4 * FLOATS);
          case 7 -> four(array, from) + two(array, from + 4 * FLOATS) + array[from + 6 * FLOATS];
          default -> four(array, from) + four(array, from + 4 * FLOATS);
        };
  }

  private static float two(float[] array, int at) {
    return array[at] + array[at + FLOATS];
  }

  private static float four(float[] array, int at) {
    return two(array, at) + two(array, at + 2 * FLOATS);
  }

  /**
   * @param lines from {@code array[at]} on, at least one
   */
  public static int bytes(byte[] array, int at, int lines) {
    int sum = 0;
    int from = at;
    int left = lines;
    for (; left > 8; left -= 8, from += 8 * BYTES) {
      sum += four(array, from) + four(array, from + 4 * BYTES);
    }
    return sum
        + switch (left) {
          case 1 -> array[from];
          case 2 -> two(array, from);
          case 3 -> two(array, from) + array[from + 2 * BYTES];
          case 4 -> four(array, from);
          case 5 -> four(array, from) + array[from + 4 * BYTES];
          case 6 -> four(array, from) + two(array, from + 4 * BYTES);
          case 7 -> four(array, from) + two(array, from + 4 * BYTES) + array[from + 6 * BYTES];
          default -> four(array, from) + four(array, from + 4 * BYTES);
        };
  }

  private static int two(byte[] array, int at) {
    return array[at] + array[at + BYTES];
  }

  private static int four(byte[] array, int at) {
    return two(array, at) + two(array, at + 2 * BYTES);
  }
}
