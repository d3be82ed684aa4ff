package org.flinkvectorindex.index.graph;

import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.journal.Journalled;
import org.flinkvectorindex.index.journal.LogCursor;

/**
 * The redo log's records, and how they are applied again. An entry is a version byte and the
 * records of one commit. A record changes one slot and is applied only where that slot's page does
 * not reflect it yet.
 *
 * <pre>
 * ADD        slot level label          a new live node without links
 * LINKS      slot level count links…   all links of a node on a layer
 * CONNECT    slot level count links…   the same, and append slot to each of those neighbours that has room
 * APPEND     slot level link
 * PARENT     slot parent+1 label       place in the spanning tree
 * STATE      slot state
 * REPAIR     slot level gone positions… added links…   drops the links at some positions, appends others; since version 2
 * </pre>
 */
final class GraphLog {
  static final int VERSION = 2;
  static final int ADD = 1;
  static final int LINKS = 2;
  static final int CONNECT = 3;
  static final int APPEND = 4;
  static final int PARENT = 5;
  static final int STATE = 6;
  static final int REPAIR = 7;

  private final Graph graph;
  private final int limit;
  private final int[] links;

  /**
   * @param limit no slot is as high
   */
  GraphLog(Graph graph, int limit) {
    this.graph = graph;
    this.limit = limit;
    links = new int[graph.capacity(0)];
  }

  void replay(long sequence, byte[] entry, Journalled.Stale stale) throws CorruptIndexException {
    LogCursor in = new LogCursor(entry, "log entry " + sequence);
    in.version(VERSION);
    while (in.more()) {
      int kind = in.get();
      int slot = in.getInt(limit, "slot");
      boolean apply = stale.page(GraphPages.of(slot));
      switch (kind) {
        case ADD -> {
          int level = in.getInt(Graph.MAX_LEVEL + 1, "level");
          int label = in.getInt();
          if (apply) {
            graph.add(slot, Graph.LIVE, level, label);
          }
        }
        case LINKS, CONNECT -> {
          int level = in.getInt(Graph.MAX_LEVEL + 1, "level");
          int count = in.getInt(graph.capacity(level) + 1, "links");
          for (int i = 0; i < count; i++) {
            links[i] = in.getInt(limit, "link");
          }
          if (apply) {
            requireLevel(in, slot, level);
            graph.links(slot, level, links, count);
          }
          for (int i = 0; i < count && kind == CONNECT; i++) {
            if (stale.page(GraphPages.of(links[i]))) {
              requireLevel(in, links[i], level);
              graph.append(links[i], level, slot);
            }
          }
        }
        case APPEND -> {
          int level = in.getInt(Graph.MAX_LEVEL + 1, "level");
          int link = in.getInt(limit, "link");
          if (apply) {
            requireLevel(in, slot, level);
            graph.append(slot, level, link);
          }
        }
        case PARENT -> {
          int parent = in.getInt(limit + 1, "parent") - 1;
          int label = in.getInt();
          if (apply) {
            requireLevel(in, slot, 0);
            graph.parent(slot, parent);
            graph.label(slot, label);
          }
        }
        case STATE -> {
          byte state = (byte) in.getInt(Graph.LEAVING + 1, "state");
          if (apply) {
            requireLevel(in, slot, 0);
            if (state == Graph.FREE) {
              graph.free(slot);
            } else {
              graph.state(slot, state);
            }
          }
        }
        case REPAIR -> {
          int level = in.getInt(Graph.MAX_LEVEL + 1, "level");
          if (apply) {
            requireLevel(in, slot, level);
          }
          int count = repaired(in, slot, level, apply);
          if (apply) {
            graph.links(slot, level, links, count);
          }
        }
        default -> throw in.corrupt("record kind " + kind + " is unknown");
      }
    }
  }

  /**
   * Reads what was done to a list and, where it is to be done again, leaves it in {@link #links}.
   */
  private int repaired(LogCursor in, int slot, int level, boolean apply)
      throws CorruptIndexException {
    int degree = apply ? graph.degree(slot, level) : graph.capacity(level);
    if (apply) {
      graph.copyLinks(slot, level, links, 0);
    }
    int gone = in.getInt(degree + 1, "links gone");
    int kept = 0;
    int from = 0;
    for (int i = 0; i < gone; i++) {
      int position = in.getInt(degree, "position");
      if (position < from) {
        throw in.corrupt("position " + position + " comes after " + (from - 1));
      }
      System.arraycopy(links, from, links, kept, position - from);
      kept += position - from;
      from = position + 1;
    }
    System.arraycopy(links, from, links, kept, degree - from);
    kept += degree - from;
    int added = in.getInt(graph.capacity(level) - kept + 1, "links added");
    for (int i = 0; i < added; i++) {
      links[kept++] = in.getInt(limit, "link");
    }
    return kept;
  }

  private void requireLevel(LogCursor in, int slot, int level) throws CorruptIndexException {
    if (graph.state(slot) == Graph.FREE || graph.level(slot) < level) {
      throw in.corrupt("slot " + slot + " has no node on layer " + level);
    }
  }
}
