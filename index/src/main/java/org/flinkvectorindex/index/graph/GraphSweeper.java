package org.flinkvectorindex.index.graph;

import org.flinkvectorindex.index.vector.Probe;

/**
 * Frees the slots of deleted nodes, a few steps with each operation, never all at once.
 *
 * <p>A cursor goes round the slots. Where it finds a live node that links to a dead one, the dead
 * one is replaced by one of its own neighbours (FreshDiskANN's repair, arXiv 2105.09613, spread
 * out): the link that was a way through the dead node becomes a way around it, both ways. A dead
 * node is marked when the cursor first comes to it; when it comes again it has seen everybody else
 * meanwhile, no link is left, and the slot is free.
 */
final class GraphSweeper {
  /** Slots looked at with each operation while any node is dead, whatever there is to repair. */
  private static final int LEAST = 32;

  /**
   * The same where few have anything to repair: a round takes 1 % of the slots in operations. Dead
   * nodes that are still linked cost searches their distances.
   */
  private static final int MOST = 96;

  /** How many of the dead node's neighbours are tried, the nearest first. */
  private static final int TRIES = 4;

  private final Graph graph;
  private final GraphEditor editor;
  private final Probe probe;
  private final Occlusion occlusion;
  private final Freed freed;
  private final int[] kept;
  private final int[] gone;
  private final int[] goneAt;
  private final int[] candidates;
  private final float[] distances;

  /** Links repaired or dropped, after which no more slots are looked at than must be. */
  private final int enough;

  private int cursor;

  /** Told of each slot that is free from now on. */
  interface Freed {
    void slot(int slot);
  }

  GraphSweeper(GraphEditor editor, Probe probe, Occlusion occlusion, Freed freed) {
    this.graph = editor.graph;
    this.editor = editor;
    this.probe = probe;
    this.occlusion = occlusion;
    this.freed = freed;
    enough = 3 * graph.m();
    int capacity = graph.capacity(0);
    kept = new int[capacity];
    gone = new int[capacity];
    goneAt = new int[capacity];
    candidates = new int[capacity];
    distances = new float[capacity];
  }

  int cursor() {
    return cursor;
  }

  void cursor(int slot) {
    cursor = slot;
  }

  void step() {
    int changed = 0;
    for (int i = 0; i < MOST && (i < LEAST || changed < enough) && graph.dead() > 0; i++) {
      if (cursor >= graph.high()) {
        cursor = 0;
      }
      changed += visit(cursor++);
    }
  }

  /** Returns how many links were repaired or dropped, and one for a change of state. */
  private int visit(int slot) {
    int changed = 0;
    switch (graph.state(slot)) {
      case Graph.LIVE -> {
        for (int level = graph.level(slot); level >= 0; level--) {
          changed += repair(slot, level);
        }
      }
      case Graph.DEAD -> {
        changed = 1 + forgetDead(slot);
        editor.state(slot, Graph.LEAVING);
      }
      case Graph.LEAVING -> {
        changed = 1;
        editor.state(slot, Graph.FREE);
        freed.slot(slot);
      }
      default -> {}
    }
    return changed;
  }

  /** A dead node is still walked from, and must not lead to a slot that is free before its own. */
  private int forgetDead(int slot) {
    int all = 0;
    for (int level = graph.level(slot); level >= 0; level--) {
      int lost = part(slot, level);
      if (lost > 0) {
        editor.repair(slot, level, goneAt, lost, kept, graph.degree(slot, level) - lost, 0);
      }
      all += lost;
    }
    return all;
  }

  /** Parts a node's links into those kept and those gone; returns how many are gone. */
  private int part(int slot, int level) {
    int keep = 0;
    int lost = 0;
    for (int i = 0, degree = graph.degree(slot, level); i < degree; i++) {
      int link = graph.link(slot, level, i);
      if (graph.isLive(link)) {
        kept[keep++] = link;
      } else {
        goneAt[lost] = i;
        gone[lost++] = link;
      }
    }
    return lost;
  }

  private int repair(int slot, int level) {
    int lost = part(slot, level);
    if (lost == 0) {
      return 0;
    }
    int left = graph.degree(slot, level) - lost;
    int keep = left;
    probe.aim(slot);
    for (int i = 0; i < lost; i++) {
      int substitute = substitute(slot, gone[i], level, keep);
      if (substitute != Graph.NONE) {
        kept[keep++] = substitute;
      }
    }
    editor.repair(slot, level, goneAt, lost, kept, keep, keep - left);
    for (int i = left; i < keep; i++) {
      linkBack(kept[i], slot, level);
    }
    return lost;
  }

  /**
   * As an insert links both ways, so does a repair: with each neighbour that dies a node loses one
   * that leads to it, and who is led to by few is found by few searches. Only where there is room
   * to spare, since a list that is full has to be chosen anew by the next insert nearby.
   */
  private void linkBack(int from, int to, int level) {
    if (graph.degree(from, level) < graph.capacity(level) * 3 / 4
        && !graph.linked(from, to, level)) {
      editor.append(from, level, to);
    }
  }

  /**
   * The nearest neighbour of the dead node that leads into a direction of its own; where none of
   * those tried does, the nearest: with each link that has none in its place searches would see
   * less, and under churn lists would become a sixth shorter.
   */
  private int substitute(int slot, int dead, int level, int keep) {
    int count = 0;
    for (int i = 0, degree = graph.degree(dead, level); i < degree; i++) {
      int link = graph.link(dead, level, i);
      if (graph.isLive(link) && link != slot && !contains(keep, link)) {
        candidates[count++] = link;
      }
    }
    probe.distances(candidates, 0, count, distances);
    int first = Graph.NONE;
    for (int tries = Math.min(TRIES, count); tries > 0; tries--) {
      int nearest = 0;
      for (int i = 1; i < count; i++) {
        if (distances[i] < distances[nearest]) {
          nearest = i;
        }
      }
      if (!occlusion.occluded(candidates[nearest], distances[nearest], kept, keep)) {
        return candidates[nearest];
      }
      first = first == Graph.NONE ? candidates[nearest] : first;
      distances[nearest] = Float.POSITIVE_INFINITY;
    }
    return first;
  }

  private boolean contains(int keep, int slot) {
    for (int i = 0; i < keep; i++) {
      if (kept[i] == slot) {
        return true;
      }
    }
    return false;
  }
}
