package org.flinkvectorindex.index.graph;

import org.flinkvectorindex.index.vector.Probe;

/** Adds a link to a node, and where its list is full chooses anew among its links. */
final class Linker {
  private final Graph graph;
  private final GraphEditor editor;
  private final Probe probe;
  private final Neighbours neighbours;
  private final float[] distances;
  private final int[] links;

  Linker(GraphEditor editor, Probe probe, Occlusion occlusion) {
    this.graph = editor.graph;
    this.editor = editor;
    this.probe = probe;
    neighbours = new Neighbours(occlusion);
    distances = new float[graph.capacity(0) + 1];
    links = new int[graph.capacity(0) + 1];
  }

  /**
   * Links {@code from} with {@code to}, unless it is linked already. The tree's links stay, the
   * others may give way.
   */
  void link(int from, int to, int level) {
    if (!graph.linked(from, to, level) && !editor.append(from, level, to)) {
      choose(from, to, level);
    }
  }

  /** The list of {@code from} is full: chooses among its live links and {@code to}. */
  void choose(int from, int to, int level) {
    int count = 0;
    for (int i = 0, degree = graph.copyLinks(from, level, links, 0); i < degree; i++) {
      if (graph.isLive(links[i])) {
        links[count++] = links[i];
      }
    }
    links[count++] = to;
    probe.aim(from).distances(links, 0, count, distances);
    neighbours.clear();
    for (int i = 0; i < count; i++) {
      boolean kept = level == 0 && SpanningTree.holds(graph, from, links[i]);
      neighbours.add(links[i], distances[i], kept);
    }
    neighbours.choose(graph.capacity(level));
    editor.links(from, level, neighbours.chosen(), neighbours.count());
  }
}
