package org.flinkvectorindex.index.graph;

import java.util.Arrays;
import org.flinkvectorindex.index.vector.Probe;

/**
 * Why no live node is ever unreachable: among the links of the ground layer is a tree that spans
 * the live nodes, each edge linked both ways, and its links are never pruned. So whatever is
 * inserted, pruned or deleted, every live node is reached from every other. (Plain HNSW gives no
 * such promise, and loses nodes under churn: arXiv 2407.07871.)
 *
 * <p>A node's label is greater than its parent's, so that a cycle can't arise: a node whose parent
 * dies takes a neighbour with a smaller label for its new one.
 */
final class SpanningTree {
  /** Between the labels of a node and its child, so that others can come in between. */
  private static final int STEP = 16;

  /**
   * Labels rise where vectors replace each other, an update at a time. From here on parents are
   * chosen by the least label, and not by distance, which brings labels down again.
   */
  static final int HIGH = 1 << 24;

  private final Graph graph;
  private final GraphEditor editor;
  private final Linker linker;
  private final Probe probe;
  private final int[] orphans;

  /** Whose children's labels are still to be looked at. */
  private int[] raised = new int[16];

  /** Children that a node takes on; more only when nobody else can. */
  private final int room;

  SpanningTree(GraphEditor editor, Linker linker, Probe probe) {
    this.graph = editor.graph;
    this.editor = editor;
    this.linker = linker;
    this.probe = probe;
    room = graph.m();
    orphans = new int[graph.capacity(0)];
  }

  /** Whether a link on the ground layer is part of the tree. */
  static boolean holds(Graph graph, int from, int to) {
    return graph.parent(to) == from || graph.parent(from) == to;
  }

  /**
   * Chooses the parent of a new node, before others are told of its links: the nearest of its
   * neighbours that has room, else somebody below the nearest. The way down is chosen by the slot,
   * so that the tree stays shallow among thousands of identical vectors too.
   */
  void adopt(int slot, int[] neighbours, int count) {
    int parent = Graph.NONE;
    for (int i = 0; i < count && (parent == Graph.NONE || graph.label(parent) >= HIGH); i++) {
      if ((parent == Graph.NONE || graph.label(neighbours[i]) < graph.label(parent))
          && children(neighbours[i]) < room) {
        parent = neighbours[i];
      }
    }
    if (parent != Graph.NONE) {
      editor.parent(slot, parent, graph.label(parent) + STEP);
    } else if (count > 0) {
      attach(slot, below(neighbours[0], slot));
    }
  }

  /** The first on a way down the tree that has room. */
  private int below(int start, int slot) {
    int at = start;
    int way = slot;
    for (int children = children(at); children >= room; children = children(at)) {
      way = way * 0x9E3779B1 + 1;
      at = child(at, (way >>> 16) % children);
    }
    return at;
  }

  private int child(int slot, int number) {
    int i = -1;
    for (int left = number; left >= 0; left--) {
      do {
        i++;
      } while (graph.parent(graph.link(slot, 0, i)) != slot);
    }
    return graph.link(slot, 0, i);
  }

  private int children(int slot) {
    int count = 0;
    for (int i = 0, end = graph.degree(slot, 0); i < end; i++) {
      if (graph.parent(graph.link(slot, 0, i)) == slot) {
        count++;
      }
    }
    return count;
  }

  /** Takes a node that has died out of the tree: each of its children gets another parent. */
  void leave(int slot) {
    int count = 0;
    for (int i = 0, degree = graph.copyLinks(slot, 0, orphans, 0); i < degree; i++) {
      if (graph.parent(orphans[i]) == slot) {
        orphans[count++] = orphans[i];
      }
    }
    int parent = graph.parent(slot);
    int label = graph.label(slot);
    editor.parent(slot, Graph.NONE, label);
    int heir = parent;
    for (int i = 0; i < count; i++) {
      int child = orphans[i];
      int elder = heir == Graph.NONE ? Graph.NONE : nearestElder(child);
      if (elder != Graph.NONE) {
        attach(child, elder);
      } else if (heir != Graph.NONE) {
        attach(child, below(heir, child));
      } else {
        heir = child;
        editor.parent(child, Graph.NONE, label);
      }
    }
  }

  private int nearestElder(int slot) {
    int nearest = Graph.NONE;
    float best = Float.POSITIVE_INFINITY;
    int label = graph.label(slot);
    boolean high = label >= HIGH;
    probe.aim(slot);
    for (int i = 0, end = graph.degree(slot, 0); i < end; i++) {
      int link = graph.link(slot, 0, i);
      if (graph.isLive(link) && graph.label(link) < label && children(link) < room) {
        float cost = high ? graph.label(link) : probe.distance(link);
        if (cost < best) {
          best = cost;
          nearest = link;
        }
      }
    }
    return nearest;
  }

  private void attach(int child, int parent) {
    int label = graph.label(child);
    // As low as it may be, which is below its own children still.
    editor.parent(
        child, parent, label < HIGH ? label : Math.min(label, graph.label(parent) + STEP));
    raise(child);
    linker.link(parent, child, 0);
    linker.link(child, parent, 0);
  }

  /** Restores the order of labels from a node down. Steps are wide, so it mostly ends at once. */
  private void raise(int slot) {
    raised[0] = slot;
    for (int left = 1; left > 0; ) {
      int node = raised[--left];
      int parent = graph.parent(node);
      if (graph.label(node) <= graph.label(parent)) {
        editor.parent(node, parent, graph.label(parent) + STEP);
        int degree = graph.degree(node, 0);
        if (left + degree > raised.length) {
          raised = Arrays.copyOf(raised, 2 * (left + degree));
        }
        for (int i = 0; i < degree; i++) {
          int link = graph.link(node, 0, i);
          if (graph.parent(link) == node) {
            raised[left++] = link;
          }
        }
      }
    }
  }
}
