package org.flinkvectorindex.index.graph;

import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.Probe;

/** Inserts nodes: algorithm 1 of the HNSW paper. */
final class GraphInserter {
  private final Graph graph;
  private final GraphEditor editor;
  private final GraphSearcher searcher;
  private final SpanningTree tree;
  private final Linker linker;
  private final Neighbours neighbours;
  private final Probe probe;
  private final Pool pool = new Pool();
  private final int efConstruction;

  GraphInserter(
      GraphEditor editor,
      GraphSearcher searcher,
      Linker linker,
      SpanningTree tree,
      Probe probe,
      Occlusion occlusion,
      int efConstruction) {
    this.graph = editor.graph;
    this.editor = editor;
    this.searcher = searcher;
    this.linker = linker;
    this.tree = tree;
    this.probe = probe;
    this.efConstruction = efConstruction;
    neighbours = new Neighbours(occlusion);
  }

  /**
   * The layer a node reaches up to, exponentially fewer the higher: from a hash of its id, never by
   * chance.
   */
  int level(long hash) {
    double uniform = ((hash >>> 11) + 1) * 0x1p-53;
    return (int) Math.min(Graph.MAX_LEVEL, -StrictMath.log(uniform) / StrictMath.log(graph.m()));
  }

  /**
   * The vector is at the slot already.
   *
   * @param last whether it is the last that was set, of which most is known
   */
  void insert(int slot, int level, boolean last) {
    int entry = graph.entry();
    editor.add(slot, level, 0);
    if (entry == Graph.NONE) {
      graph.entry(slot);
      return;
    }
    if (last) {
      probe.aimNew(slot);
    } else {
      probe.aim(slot);
    }
    int top = graph.level(entry);
    int start = searcher.descend(probe, entry, level);
    int live = searcher.nearestLive();
    for (int l = Math.min(level, top); l >= 0; l--) {
      pool.clear(efConstruction);
      searcher.begin();
      searcher.start(probe, start, pool);
      searcher.start(probe, live, pool);
      searcher.walk(probe, l, pool);
      start = pool.nearest();
      live = pool.slot(0);
      connect(slot, l);
    }
    // Also where it is as high: the next update of the same id then strikes no entry point.
    if (level >= top) {
      graph.entry(slot);
    }
  }

  private void connect(int slot, int level) {
    neighbours.clear();
    for (int i = 0; i < pool.size(); i++) {
      neighbours.add(pool.slot(i), pool.distance(i), false);
    }
    neighbours.choose(graph.m());
    int[] chosen = neighbours.chosen();
    int count = neighbours.count();
    editor.connect(slot, level, chosen, count);
    if (level == 0) {
      tree.adopt(slot, chosen, count);
    }
    for (int i = 0; i < count; i++) {
      if (!editor.appendBack(chosen[i], level, slot)) {
        linker.choose(chosen[i], slot, level);
      }
    }
  }
}
