package org.flinkvectorindex.index.vector;

import java.util.Arrays;

/** Hands out numbers of blocks, those given back first. */
public final class BlockNumbers {
  private int[] free = new int[16];
  private int count;
  private int high;

  public int take() {
    return count > 0 ? free[--count] : high++;
  }

  public void give(int block) {
    if (count == free.length) {
      free = Arrays.copyOf(free, count * 2);
    }
    free[count++] = block;
  }

  public long heapBytes() {
    return 4L * free.length;
  }
}
