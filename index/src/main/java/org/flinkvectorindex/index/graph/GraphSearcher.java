package org.flinkvectorindex.index.graph;

import java.util.Arrays;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.Probe;

/** Walks the graph towards the point that a probe is aimed at. */
final class GraphSearcher {
  private final Graph graph;

  /** The walk that saw a slot last. */
  private short[] seen = new short[0];

  private short walk;
  private final int[] slots;
  private final float[] distances;

  GraphSearcher(Graph graph) {
    this.graph = graph;
    slots = new int[graph.capacity(0) + 1];
    distances = new float[graph.capacity(0)];
  }

  /**
   * Goes down to a layer by steps to the nearest neighbour.
   *
   * @param from on a layer above {@code level}
   */
  int descend(Probe probe, int from, int level) {
    int nearest = from;
    float best = probe.distance(from);
    for (int l = graph.level(from); l > level; l--) {
      for (boolean moved = true; moved; ) {
        moved = false;
        int degree = graph.degree(nearest, l);
        System.arraycopy(
            graph.linksArray(nearest, l), graph.linksFrom(nearest, l), slots, 0, degree);
        probe.distances(slots, 0, degree, distances);
        for (int i = 0; i < degree; i++) {
          if (distances[i] < best) {
            best = distances[i];
            nearest = slots[i];
            moved = true;
          }
        }
      }
    }
    return nearest;
  }

  /** Begins a walk of a layer: nothing is seen yet. */
  void begin() {
    if (seen.length < graph.high()) {
      seen = Arrays.copyOf(seen, graph.high() + graph.high() / 4 + 64);
    }
    if (walk == Short.MAX_VALUE) {
      Arrays.fill(seen, (short) 0);
      walk = 0;
    }
    walk++;
  }

  /** Puts a point to walk from into the pool. */
  void start(Probe probe, int slot, Pool pool) {
    if (seen[slot] != walk) {
      seen[slot] = walk;
      pool.add(probe.distance(slot), slot, graph.isLive(slot));
    }
  }

  /**
   * Walks from what is in the pool until nothing nearer turns up. Call {@link #begin} and {@link
   * #start} before.
   */
  void walk(Probe probe, int level, Pool pool) {
    boolean allLive = graph.dead() == 0;
    for (int slot = pool.walk(); slot != Graph.NONE; slot = pool.walk()) {
      int[] links = graph.linksArray(slot, level);
      int begin = graph.linksFrom(slot, level);
      int end = begin + graph.degree(slot, level);
      int count = 0;
      for (int i = begin; i < end; i++) {
        int link = links[i];
        slots[count] = link;
        count += seen[link] == walk ? 0 : 1; // No branch: it could not be predicted.
        seen[link] = walk;
      }
      probe.distances(slots, 0, count, distances);
      for (int i = 0; i < count; i++) {
        if (pool.wants(distances[i])) {
          pool.add(distances[i], slots[i], allLive || graph.isLive(slots[i]));
        }
      }
    }
  }

  long heapBytes() {
    return 2L * seen.length;
  }
}
