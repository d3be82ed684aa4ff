package org.flinkvectorindex.index.ivf;

import java.util.Arrays;
import java.util.function.IntSupplier;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.Vectors;

/** The vectors of one list: their slots by position, and the blocks that they lie in. */
final class InvertedList {
  private final Blocks blocks;
  private final IntSupplier codebook;
  private int[] slots = new int[Blocks.LANES];
  private int[] numbers = new int[2];
  private int count;

  /** No vector of the list is farther from its centroid. */
  float radius;

  /**
   * @param codebook what its codes are of now, where there are codebooks
   */
  InvertedList(Blocks blocks, IntSupplier codebook) {
    this.blocks = blocks;
    this.codebook = codebook;
  }

  int count() {
    return count;
  }

  int slot(int position) {
    return slots[position];
  }

  /** The block of a position. */
  int block(int position) {
    return numbers[position / Blocks.LANES];
  }

  static int lane(int position) {
    return position % Blocks.LANES;
  }

  /** Which lanes of the block that begins at {@code position} hold vectors. */
  int lanes(int position) {
    int left = count - position;
    return left >= Blocks.LANES ? -1 : (1 << left) - 1;
  }

  /** Adds a position at the end; the caller puts the vector there. */
  int append(int slot) {
    int position = count++;
    if (position == slots.length) {
      slots =
          Arrays.copyOf(
              slots, slots.length + slots.length / 2 / Blocks.LANES * Blocks.LANES + Blocks.LANES);
    }
    if (lane(position) == 0) {
      int number = position / Blocks.LANES;
      if (number == numbers.length) {
        numbers = Arrays.copyOf(numbers, numbers.length + numbers.length / 2 + 1);
      }
      numbers[number] = blocks.take(codebook.getAsInt());
      gather(number, number + 1);
    }
    slots[position] = slot;
    return position;
  }

  /** The vector at the end takes this position; the end is gone. */
  void fill(int position) {
    int last = count - 1;
    if (position != last) {
      slots[position] = slots[last];
      blocks.copy(block(last), lane(last), block(position), lane(position));
    }
    if (lane(last) == 0) {
      blocks.give(block(last));
      gather(last / Blocks.LANES - 1, last / Blocks.LANES);
    }
    count--;
  }

  /**
   * @param changed a block
   * @param end blocks that there are
   */
  private void gather(int changed, int end) {
    int most = blocks.gathered();
    if (changed >= 0) {
      blocks.gather(numbers, changed / most * most, end);
    }
  }

  private void gatherAll() {
    int end = (count + Blocks.LANES - 1) / Blocks.LANES;
    int most = blocks.gathered();
    for (int at = 0; at < end; at += most) {
      blocks.gather(numbers, at, Math.min(at + most, end));
    }
  }

  /** Makes all codes anew, since they are of another codebook now. */
  void encode(Vectors vectors, float[] scratch) {
    for (int at = 0; at < count; at += Blocks.LANES) {
      int block = blocks.take(codebook.getAsInt());
      for (int i = at, end = Math.min(at + Blocks.LANES, count); i < end; i++) {
        vectors.read(slots[i], scratch);
        blocks.set(block, lane(i), scratch);
      }
      blocks.give(block(at));
      numbers[at / Blocks.LANES] = block;
    }
    gatherAll();
  }

  /** While restoring, in any order; {@link #restored} ends it. */
  void restore(int position, int slot) {
    if (position >= slots.length) {
      int length = slots.length;
      slots = Arrays.copyOf(slots, Math.max(position + 1, length + length / 2));
    }
    slots[position] = slot + 1;
    count = Math.max(count, position + 1);
  }

  /** False where a position was left out. */
  boolean restored() {
    numbers = new int[Math.max(2, (count + Blocks.LANES - 1) / Blocks.LANES)];
    for (int i = 0; i < count; i++) {
      if (slots[i] == 0) {
        return false;
      }
      slots[i]--;
      if (lane(i) == 0) {
        numbers[i / Blocks.LANES] = blocks.take(codebook.getAsInt());
      }
    }
    gatherAll();
    return true;
  }

  long heapBytes() {
    return 24 + 4 + 16 + 4L * slots.length + 16 + 4L * numbers.length;
  }
}
