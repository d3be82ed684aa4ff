package org.flinkvectorindex.index.graph;

import org.flinkvectorindex.index.vector.Probe;

/**
 * Why no live node is ever unreachable: among the links of the ground layer is a tree that spans
 * the live nodes, each edge linked both ways, and its links are never pruned. So whatever is
 * inserted, pruned or deleted, every live node is reached from every other. (Plain HNSW gives no
 * such promise, and loses nodes under churn: arXiv 2407.07871.)
 *
 * <p>A node's label is greater than its parent's, so that a cycle can't arise: a node whose parent
 * dies takes a neighbour with a smaller label for its new one. Children that find none, as those of
 * the root do, go to the dead node's own parent while it has room; of those that are left somebody
 * from far down the tree, with no children to speak of, takes the dead node's place and label. So a
 * label never has to rise, and what a delete changes is bounded by the links of a few nodes,
 * however many are below.
 */
final class SpanningTree {
  /** Between the labels of a node and its child. */
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

  /** Children that a node has at most: they and its parent take up half of its links. */
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
      parent = below(neighbours[0], room, slot);
      editor.parent(slot, parent, graph.label(parent) + STEP);
      link(parent, slot);
    }
  }

  /**
   * The first on a way down the tree that has fewer children. The way is chosen at every node as if
   * by chance, from a slot: its length is then expected to be no more than the logarithm of the
   * nodes below, to the base of {@code children}, whatever shape the tree has.
   *
   * @param children at least 2
   */
  private int below(int start, int children, int slot) {
    int at = start;
    int way = slot;
    for (int count = children(at); count >= children; count = children(at)) {
      way = way * 0x9E3779B1 + 1;
      at = child(at, (way >>> 16) % count);
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
    int left = 0;
    for (int i = 0; i < count; i++) {
      int elder = nearestElder(orphans[i], parent);
      if (elder == Graph.NONE) {
        orphans[left++] = orphans[i];
      } else {
        attach(orphans[i], elder);
      }
    }
    if (parent != Graph.NONE) {
      // Whoever takes the dead node's place needs one at its parent, the last of these else has it.
      for (; left > 0 && (left == 1 || children(parent) < room - 1); left--) {
        attach(orphans[left - 1], parent);
      }
    }
    if (left > 0) {
      succeed(parent, label, left);
    }
  }

  /**
   * Somebody below the first of those orphans that are left, or that one itself, becomes the parent
   * of them all, in the place and with the label of the one that they had.
   */
  private void succeed(int parent, int label, int left) {
    int heir = below(orphans[0], 2, orphans[0]);
    int before = graph.parent(heir);
    int child = children(heir) == 0 ? Graph.NONE : child(heir, 0);
    editor.parent(heir, parent, parent == Graph.NONE ? label : low(label, parent));
    if (parent != Graph.NONE) {
      link(parent, heir);
    }
    // An orphan keeps its only child; anybody else leaves it to the parent that it had.
    if (heir != orphans[0] && child != Graph.NONE) {
      attach(child, before);
    }
    for (int i = 0; i < left; i++) {
      if (orphans[i] != heir) {
        attach(orphans[i], heir);
      }
    }
  }

  /**
   * @param parent of the node that has died, where one place is kept
   */
  private int nearestElder(int slot, int parent) {
    int nearest = Graph.NONE;
    float best = Float.POSITIVE_INFINITY;
    int label = graph.label(slot);
    boolean high = label >= HIGH;
    probe.aim(slot);
    for (int i = 0, end = graph.degree(slot, 0); i < end; i++) {
      int link = graph.link(slot, 0, i);
      if (graph.isLive(link)
          && graph.label(link) < label
          && children(link) < (link == parent ? room - 1 : room)) {
        float cost = high ? graph.label(link) : probe.distance(link);
        if (cost < best) {
          best = cost;
          nearest = link;
        }
      }
    }
    return nearest;
  }

  /** Gives a node a parent with a smaller label. */
  private void attach(int child, int parent) {
    editor.parent(child, parent, low(graph.label(child), parent));
    link(parent, child);
  }

  /** A label as low as it may be below a parent, which is below that of the children still. */
  private int low(int label, int parent) {
    return label < HIGH ? label : Math.min(label, graph.label(parent) + STEP);
  }

  private void link(int parent, int child) {
    linker.link(parent, child, 0);
    linker.link(child, parent, 0);
  }
}
