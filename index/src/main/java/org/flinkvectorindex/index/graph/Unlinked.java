package org.flinkvectorindex.index.graph;

import java.util.BitSet;
import java.util.function.IntPredicate;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.Probe;
import org.flinkvectorindex.index.vector.SlotScan;

/**
 * Vectors that are not in the graph yet and are compared with one by one. Nothing says so in log or
 * pages: they are those vectors of the store that the graph has no node for.
 */
final class Unlinked {
  private final BitSet slots = new BitSet();
  private final SlotScan scan = new SlotScan();
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

  /** Adds to a pool whatever is no farther than the {@code k}-th nearest. */
  void search(Probe probe, int k, Pool pool) {
    scan.scan(slots, probe, k, pool);
  }

  /** The same of those accepted, until the probe's count has come to a limit: then false. */
  boolean search(Probe probe, IntPredicate accept, long limit, int k, Pool pool) {
    return scan.scan(slots::nextSetBit, accept, probe, limit, k, pool);
  }

  /** 0 where there are none. */
  long hash() {
    return hash;
  }

  /** Each search will go through all of them. */
  void restored() {
    scan.reserve(count());
  }

  long heapBytes() {
    return slots.size() / 8 + scan.heapBytes();
  }
}
