package org.flinkvectorindex.index.graph;

import java.util.BitSet;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.Probe;

/**
 * Vectors that are not in the graph yet and are compared with one by one. Nothing says so in log or
 * pages: they are those vectors of the store that the graph has no node for.
 */
final class Unlinked {
  private static final int GROUP = 64;

  private final BitSet slots = new BitSet();
  private final int[] group = new int[GROUP];
  private final float[] distances = new float[GROUP];
  private int count;
  private long hash;

  int count() {
    return count;
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

  void add(int slot) {
    slots.set(slot);
    count++;
    hash += mixed(slot);
  }

  void remove(int slot) {
    slots.clear(slot);
    count--;
    hash -= mixed(slot);
  }

  private static long mixed(int slot) {
    long x = (slot + 1) * 0x9E3779B97F4A7C15L;
    return x ^ (x >>> 29);
  }

  /** Adds all that a pool wants. */
  void search(Probe probe, Pool pool) {
    int size = 0;
    for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
      group[size++] = slot;
      if (size == GROUP) {
        compare(probe, size, pool);
        size = 0;
      }
    }
    compare(probe, size, pool);
  }

  private void compare(Probe probe, int size, Pool pool) {
    probe.distances(group, 0, size, distances);
    for (int i = 0; i < size; i++) {
      if (pool.wants(distances[i])) {
        pool.add(distances[i], group[i], true);
      }
    }
  }

  /** 0 where there are none. */
  long hash() {
    return hash;
  }

  long heapBytes() {
    return slots.size() / 8;
  }
}
