package org.flinkvectorindex.index.ivf;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;
import org.flinkvectorindex.index.vector.Blocks;

/**
 * Vectors that are in no list yet and are all compared with. Nothing says so in log or pages: they
 * are those vectors of the store that have no place. How they lie here matters to nobody.
 */
final class Unlisted {
  private final InvertedList vectors;
  private final BitSet slots = new BitSet();
  private int[] positions = new int[0];
  private long hash;

  Unlisted(Blocks blocks, IntUnaryOperator codebooks) {
    vectors = new InvertedList(blocks, () -> codebooks.applyAsInt(Places.NONE));
  }

  int count() {
    return vectors.count();
  }

  boolean has(int slot) {
    return slots.get(slot);
  }

  /** All slots are below. */
  int high() {
    return slots.length();
  }

  int lowest() {
    return slots.nextSetBit(0);
  }

  /** To be scanned as a list is. */
  InvertedList vectors() {
    return vectors;
  }

  int block(int slot) {
    return vectors.block(positions[slot]);
  }

  int lane(int slot) {
    return InvertedList.lane(positions[slot]);
  }

  /** Makes a place for a vector. */
  void add(int slot) {
    int position = vectors.append(slot);
    if (slot >= positions.length) {
      positions = Arrays.copyOf(positions, Math.max(slot + 1, positions.length * 3 / 2));
    }
    positions[slot] = position;
    slots.set(slot);
    hash += ListHash.mix(slot, Places.NONE);
  }

  void remove(int slot) {
    int position = positions[slot];
    vectors.fill(position);
    if (position < vectors.count()) {
      positions[vectors.slot(position)] = position;
    }
    slots.clear(slot);
    hash -= ListHash.mix(slot, Places.NONE);
    if (vectors.count() == 0) {
      positions = new int[0];
    }
  }

  /** 0 where there are none. */
  long hash() {
    return hash;
  }

  long heapBytes() {
    return vectors.heapBytes() + slots.size() / 8 + 4L * positions.length;
  }
}
