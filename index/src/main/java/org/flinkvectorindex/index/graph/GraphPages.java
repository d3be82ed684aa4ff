package org.flinkvectorindex.index.graph;

import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;

/**
 * The image of 64 neighbouring nodes: a version byte, the sequence number of the last log entry
 * that it reflects, then for each slot its state and, unless free, level, label, parent + 1 and per
 * layer the count and links.
 */
final class GraphPages {
  static final int VERSION = 1;
  private static final int SHIFT = 6;
  static final int SLOTS = 1 << SHIFT;

  private final Graph graph;
  private final LogBuffer out = new LogBuffer();

  GraphPages(Graph graph) {
    this.graph = graph;
  }

  static int of(int slot) {
    return slot >>> SHIFT;
  }

  /** Pages that cover all slots below {@code high}. */
  static int count(int high) {
    return (high + SLOTS - 1) >>> SHIFT;
  }

  byte[] image(int page, long sequence) {
    out.clear();
    out.put(VERSION);
    out.putLong(sequence);
    int first = page << SHIFT;
    int end = Math.min(first + SLOTS, Math.max(first, graph.high()));
    while (end > first && graph.state(end - 1) == Graph.FREE) {
      end--;
    }
    for (int slot = first; slot < end; slot++) {
      byte state = graph.state(slot);
      out.put(state);
      if (state != Graph.FREE) {
        node(slot);
      }
    }
    return out.toBytes();
  }

  private void node(int slot) {
    int top = graph.level(slot);
    out.putInt(top);
    out.putInt(graph.label(slot));
    out.putInt(graph.parent(slot) + 1);
    for (int level = 0; level <= top; level++) {
      int degree = graph.degree(slot, level);
      out.putInt(degree);
      for (int i = 0; i < degree; i++) {
        out.putInt(graph.link(slot, level, i));
      }
    }
  }

  /**
   * Puts the nodes of an image into the graph.
   *
   * @param limit no slot is as high
   * @return the sequence number that the image reflects
   */
  long restore(int page, byte[] image, int limit) throws CorruptIndexException {
    LogCursor in = new LogCursor(image, "graph page " + page);
    in.version(VERSION);
    long sequence = in.getLong();
    int[] links = new int[graph.capacity(0)];
    int slot = page << SHIFT;
    for (int end = slot + SLOTS; in.more(); slot++) {
      if (slot == end) {
        throw in.corrupt("it holds more than " + SLOTS + " slots");
      }
      byte state = (byte) in.getInt(Graph.LEAVING + 1, "state of slot " + slot);
      if (state == Graph.FREE) {
        continue;
      }
      int top = in.getInt(Graph.MAX_LEVEL + 1, "level of slot " + slot);
      graph.add(slot, state, top, in.getInt());
      graph.parent(slot, in.getInt(limit + 1, "parent of slot " + slot) - 1);
      for (int level = 0; level <= top; level++) {
        int degree = in.getInt(graph.capacity(level) + 1, "links of slot " + slot);
        for (int i = 0; i < degree; i++) {
          links[i] = in.getInt(limit, "link of slot " + slot);
        }
        graph.links(slot, level, links, degree);
      }
    }
    return sequence;
  }
}
