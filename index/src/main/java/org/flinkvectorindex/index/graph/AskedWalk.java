package org.flinkvectorindex.index.graph;

import org.flinkvectorindex.index.Search;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.Probe;
import org.flinkvectorindex.index.vector.SlotScan;

/**
 * Walks the ground layer for a {@link Search} that asks for more than what is nearest.
 *
 * <p>What is not accepted is walked through, so a walk is longer the fewer are accepted, while
 * comparing with everything that is accepted is then cheaper. How many these are nobody knows
 * before. So the walk goes on until it has computed as many distances as comparing would take, by
 * the share accepted of what it has met: in all it never costs much more than twice the better of
 * the two. What it has met is not compared with again.
 */
final class AskedWalk {
  /** Slots that are asked whether they are accepted in the time of one distance. */
  private static final int TESTS = 64;

  /**
   * Of {@code ef}: one in so many is walked from at least, also beyond a bound, for a way back may
   * lead there. With half of them a walk finds all but some 2 of a thousand of what one without a
   * bound finds and computes four fifths of the distances; with a quarter it missed 10 to 20.
   */
  private static final int AROUND = 2;

  private final Graph graph;
  private final GraphSearcher searcher;
  private final SlotScan scan = new SlotScan();
  private final float[] distances;
  private int met;
  private int accepted;

  AskedWalk(Graph graph, GraphSearcher searcher) {
    this.graph = graph;
    this.searcher = searcher;
    distances = new float[2 * graph.capacity(0)];
  }

  /**
   * @param limit what the probe's count must not exceed, but for the way down to the ground layer
   * @return false where the limit ended it
   */
  boolean walk(Probe probe, Search asked, long limit, Pool pool) {
    long begun = probe.count();
    met = 0;
    accepted = 0;
    int start = searcher.descend(probe, graph.entry(), 0);
    searcher.begin();
    start(probe, start, asked, pool);
    start(probe, searcher.nearestLive(), asked, pool);
    int ef = Math.max(asked.k(), asked.ef());
    int around = Math.max(1, ef / AROUND);
    for (int slot = pool.walk(); slot != Graph.NONE; slot = pool.walk()) {
      if (pool.walked() > around && pool.reached() >= asked.bound()) {
        return true;
      }
      if (probe.count() - begun > scanned()) {
        return scan.scan(this::unmet, asked.accept(), probe, limit, ef, pool);
      }
      int count = searcher.unseen(slot, 0, 0);
      int second = pool.walk();
      if (second != Graph.NONE) {
        count = searcher.unseen(second, 0, count);
      }
      int within = (int) Math.max(0, Math.min(count, limit - probe.count()));
      probe.distances(searcher.slots(), 0, within, distances);
      for (int i = 0; i < within; i++) {
        if (pool.wants(distances[i])) {
          add(distances[i], searcher.slots()[i], asked, pool);
        }
      }
      if (within < count) {
        return false;
      }
    }
    return true;
  }

  private void start(Probe probe, int slot, Search asked, Pool pool) {
    if (searcher.see(slot)) {
      add(probe.distance(slot), slot, asked, pool);
    }
  }

  private void add(float distance, int slot, Search asked, Pool pool) {
    boolean answer = graph.isLive(slot) && asked.accept().test(slot);
    met++;
    accepted += answer ? 1 : 0;
    pool.add(distance, slot, answer);
  }

  /** About the distances that comparing with all that is accepted takes. */
  private double scanned() {
    return graph.high() * ((double) accepted / met + 1.0 / TESTS);
  }

  private int unmet(int from) {
    for (int slot = from; slot < graph.high(); slot++) {
      if (graph.isLive(slot) && !searcher.saw(slot)) {
        return slot;
      }
    }
    return Graph.NONE;
  }
}
