package org.flinkvectorindex.index.graph;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/** Walks a graph and says what is wrong with it. For tests and benchmarks: it visits every node. */
public final class GraphValidator {
  private final Graph graph;

  public GraphValidator(Graph graph) {
    this.graph = graph;
  }

  /** Live nodes that no walk over live nodes of the ground layer leads to from the entry point. */
  public int unreachable() {
    if (graph.entry() == Graph.NONE) {
      return graph.live();
    }
    BitSet seen = new BitSet(graph.high());
    Deque<Integer> open = new ArrayDeque<>();
    seen.set(graph.entry());
    open.add(graph.entry());
    while (!open.isEmpty()) {
      int slot = open.poll();
      for (int i = 0; i < graph.degree(slot, 0); i++) {
        int link = graph.link(slot, 0, i);
        if (graph.isLive(link) && !seen.get(link)) {
          seen.set(link);
          open.add(link);
        }
      }
    }
    return graph.live() - seen.cardinality();
  }

  /**
   * Checks every node.
   *
   * @throws IllegalStateException naming the node and the rule it breaks
   */
  public void validate() {
    int live = 0;
    for (int slot = 0; slot < graph.high(); slot++) {
      if (graph.state(slot) != Graph.FREE) {
        node(slot);
        live += graph.isLive(slot) ? 1 : 0;
      }
    }
    require(live == graph.live(), graph.high(), "%d live nodes, counted %d", graph.live(), live);
    int entry = graph.entry();
    require((entry == Graph.NONE) == (live == 0), entry, "entry point with %d live nodes", live);
    require(entry == Graph.NONE || graph.isLive(entry), entry, "is the entry point and not live");
    require(unreachable() == 0, entry, "%d live nodes can't be reached", unreachable());
  }

  private void node(int slot) {
    for (int level = 0; level <= graph.level(slot); level++) {
      BitSet seen = new BitSet();
      require(graph.degree(slot, level) <= graph.capacity(level), slot, "has too many links");
      for (int i = 0; i < graph.degree(slot, level); i++) {
        int link = graph.link(slot, level, i);
        require(link != slot, slot, "links to itself");
        require(!seen.get(link), slot, "links to %d twice", link);
        require(graph.state(link) != Graph.FREE, slot, "links to the free slot %d", link);
        require(graph.level(link) >= level, slot, "links to %d above its layer", link);
        seen.set(link);
      }
    }
    int parent = graph.parent(slot);
    if (parent != Graph.NONE) {
      require(graph.isLive(slot), slot, "is in the tree and not live");
      require(graph.isLive(parent), slot, "has the parent %d, which is not live", parent);
      require(
          graph.label(parent) < graph.label(slot), slot, "has no greater label than its parent");
      require(graph.linked(slot, parent, 0), slot, "has no link to its parent");
      require(graph.linked(parent, slot, 0), slot, "has no link from its parent");
    }
  }

  private static void require(boolean holds, int slot, String rule, Object... values) {
    if (!holds) {
      throw new IllegalStateException("node " + slot + ": " + rule.formatted(values));
    }
  }
}
