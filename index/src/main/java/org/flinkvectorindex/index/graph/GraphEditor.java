package org.flinkvectorindex.index.graph;

import java.util.Arrays;
import org.flinkvectorindex.index.journal.LogBuffer;

/**
 * Changes the graph, and for each change writes a record to the redo log and keeps the graph's
 * hash: the sum of the nodes' hashes, of which only those of changed nodes are computed anew.
 */
final class GraphEditor {
  private static final byte[] NOTHING = {};

  final Graph graph;
  private final LogBuffer log = new LogBuffer();
  private long hash;
  private int[] changed = new int[256];
  private int changes;

  /** A bit a slot: whether it is among the changed. */
  private long[] isChanged = new long[16];

  GraphEditor(Graph graph) {
    this.graph = graph;
    log.put(GraphLog.VERSION);
  }

  void add(int slot, int level, int label) {
    touch(slot);
    graph.add(slot, Graph.LIVE, level, label);
    log.put(GraphLog.ADD);
    log.putInt(slot);
    log.putInt(level);
    log.putInt(label);
  }

  void links(int slot, int level, int[] links, int count) {
    put(GraphLog.LINKS, slot, level, links, count);
  }

  /**
   * Gives a new node its links, and says that it is to be appended to each of those neighbours that
   * has room: {@link #appendBack} does that, one by one. One record instead of one a neighbour.
   */
  void connect(int slot, int level, int[] links, int count) {
    put(GraphLog.CONNECT, slot, level, links, count);
  }

  /**
   * Drops the links at some positions and appends others.
   *
   * @param gone positions of those dropped, ascending
   * @param list what the list is afterwards
   * @param added how many of it, the last ones, are new
   */
  void repair(int slot, int level, int[] gone, int lost, int[] list, int count, int added) {
    touch(slot);
    graph.links(slot, level, list, count);
    log.put(GraphLog.REPAIR);
    log.putInt(slot);
    log.putInt(level);
    log.putInt(lost);
    for (int i = 0; i < lost; i++) {
      log.putInt(gone[i]);
    }
    log.putInt(added);
    for (int i = count - added; i < count; i++) {
      log.putInt(list[i]);
    }
  }

  private void put(int kind, int slot, int level, int[] links, int count) {
    touch(slot);
    graph.links(slot, level, links, count);
    log.put(kind);
    log.putInt(slot);
    log.putInt(level);
    log.putInt(count);
    for (int i = 0; i < count; i++) {
      log.putInt(links[i]);
    }
  }

  /** False where there is no room: then {@link #links} must follow for that neighbour. */
  boolean appendBack(int neighbour, int level, int slot) {
    touch(neighbour);
    return graph.append(neighbour, level, slot);
  }

  /** False where there is no room, and nothing is done. */
  boolean append(int slot, int level, int link) {
    if (graph.degree(slot, level) == graph.capacity(level)) {
      return false;
    }
    touch(slot);
    graph.append(slot, level, link);
    log.put(GraphLog.APPEND);
    log.putInt(slot);
    log.putInt(level);
    log.putInt(link);
    return true;
  }

  void parent(int slot, int parent, int label) {
    touch(slot);
    graph.parent(slot, parent);
    graph.label(slot, label);
    log.put(GraphLog.PARENT);
    log.putInt(slot);
    log.putInt(parent + 1);
    log.putInt(label);
  }

  void state(int slot, byte state) {
    touch(slot);
    if (state == Graph.FREE) {
      graph.free(slot);
    } else {
      graph.state(slot, state);
    }
    log.put(GraphLog.STATE);
    log.putInt(slot);
    log.put(state);
  }

  private void touch(int slot) {
    int word = slot >>> 6;
    if (word >= isChanged.length) {
      isChanged = Arrays.copyOf(isChanged, Math.max(word + 1, isChanged.length * 2));
    }
    if ((isChanged[word] >>> slot & 1) == 0) {
      isChanged[word] |= 1L << slot;
      if (changes == changed.length) {
        changed = Arrays.copyOf(changed, changes * 2);
      }
      changed[changes++] = slot;
      hash -= graph.hash(slot);
    }
  }

  /** What was changed since the last call, as a log entry; empty when nothing was. */
  byte[] drain() {
    for (int i = 0; i < changes; i++) {
      hash += graph.hash(changed[i]);
      isChanged[changed[i] >>> 6] = 0;
    }
    changes = 0;
    byte[] entry = log.size() == 1 ? NOTHING : log.toBytes();
    log.clear();
    log.put(GraphLog.VERSION);
    return entry;
  }

  /** Of the graph as it is. */
  long hash() {
    long sum = hash + 31L * graph.entry();
    for (int i = 0; i < changes; i++) {
      sum += graph.hash(changed[i]);
    }
    return sum;
  }

  /** Computes the hash from nothing: after a restore. */
  void rehash() {
    hash = 0;
    for (int slot = 0; slot < graph.high(); slot++) {
      hash += graph.hash(slot);
    }
  }

  long heapBytes() {
    return 4L * changed.length + 8L * isChanged.length + 1024;
  }
}
