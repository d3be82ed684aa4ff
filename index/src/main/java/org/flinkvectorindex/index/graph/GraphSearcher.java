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
  private int nearestLive;

  /** Read by nobody; without it the compiler would see that touching has no effect. */
  @SuppressWarnings("unused")
  private int touched;

  GraphSearcher(Graph graph) {
    this.graph = graph;
    slots = new int[2 * graph.capacity(0) + 1];
    distances = new float[2 * graph.capacity(0)];
  }

  /**
   * Goes down to a layer by steps to the nearest neighbour. What was compared with once can't be
   * nearer later, on whatever layer.
   *
   * @param from live, and on that layer or above
   * @return a node that may be dead; {@link #nearestLive} is then where to begin as well
   */
  int descend(Probe probe, int from, int level) {
    begin();
    boolean allLive = graph.dead() == 0;
    int nearest = from;
    seen[from] = walk;
    float best = probe.distance(from);
    int live = from;
    float bestLive = best;
    for (int l = graph.level(from); l > level; l--) {
      for (boolean moved = true; moved; ) {
        moved = false;
        int count = unseen(nearest, l, 0);
        probe.distances(slots, 0, count, distances);
        for (int i = 0; i < count; i++) {
          if (distances[i] < best) {
            best = distances[i];
            nearest = slots[i];
            moved = true;
          }
          if (!allLive && distances[i] < bestLive && graph.isLive(slots[i])) {
            bestLive = distances[i];
            live = slots[i];
          }
        }
      }
    }
    nearestLive = allLive ? nearest : live;
    return nearest;
  }

  /**
   * The nearest live node that the last descent saw. A dead node may have lost all its links, those
   * of live nodes lead to every live one.
   */
  int nearestLive() {
    return nearestLive;
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
    if (see(slot)) {
      pool.add(probe.distance(slot), slot, graph.isLive(slot));
    }
  }

  /** Whether a slot had not been seen by this walk, which it then was. */
  boolean see(int slot) {
    boolean first = seen[slot] != walk;
    seen[slot] = walk;
    return first;
  }

  boolean saw(int slot) {
    return seen[slot] == walk;
  }

  /** Where {@link #unseen} puts them. */
  int[] slots() {
    return slots;
  }

  /**
   * Walks from what is in the pool until nothing nearer turns up. Call {@link #begin} and {@link
   * #start} before.
   *
   * <p>Two nodes a step: the second is seldom one that the first would have shown to be too far,
   * and the rows of both come from memory together. Links of the two that are likely to be next are
   * asked for meanwhile.
   */
  void walk(Probe probe, int level, Pool pool) {
    boolean allLive = graph.dead() == 0;
    for (int slot = pool.walk(); slot != Graph.NONE; slot = pool.walk()) {
      int count = unseen(slot, level, 0);
      int second = pool.walk();
      if (second != Graph.NONE) {
        count = unseen(second, level, count);
        touched = touch(pool.open(0), level) + touch(pool.open(1), level);
      }
      probe.distances(slots, 0, count, distances);
      for (int i = 0; i < count; i++) {
        if (pool.wants(distances[i])) {
          pool.add(distances[i], slots[i], allLive || graph.isLive(slots[i]));
        }
      }
    }
  }

  /**
   * Puts the neighbours that this walk has not seen to {@code slots[count]} and on, and sees them.
   *
   * @return how many slots there are then
   */
  int unseen(int slot, int level, int count) {
    int[] links = graph.wideLinks(slot, level);
    int begin = graph.linksFrom(slot, level);
    if (links == null) {
      graph.copyLinks(slot, level, slots, count);
      links = slots; // Each is read before another is written over it.
      begin = count;
    }
    int after = count;
    for (int i = begin, end = begin + graph.degree(slot, level); i < end; i++) {
      int link = links[i];
      slots[after] = link;
      after += seen[link] == walk ? 0 : 1; // No branch: it could not be predicted.
      seen[link] = walk;
    }
    return after;
  }

  /** Asks for what {@link #unseen} will read. */
  private int touch(int slot, int level) {
    if (slot == Graph.NONE) {
      return 0;
    }
    int middle = graph.capacity(level) / 2;
    return graph.link(slot, level, 0) + graph.link(slot, level, middle) + graph.degree(slot, level);
  }

  long heapBytes() {
    return 2L * seen.length;
  }
}
