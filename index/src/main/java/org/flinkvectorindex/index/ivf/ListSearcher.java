package org.flinkvectorindex.index.ivf;

import java.util.function.IntPredicate;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;

/** Scans the lists nearest to a point, and what is in no list yet. */
final class ListSearcher {
  /** Rounding of distances and radii stays below. */
  private static final double SLACK = 1e-3;

  private final Lists lists;
  private final Unlisted unlisted;
  private final Metric metric;
  private final BlockProbe probe;

  /** Candidates by what their distances are hardly below. */
  private final Pool candidates = new Pool();

  /** The k nearest by what their distances are hardly above. */
  private final Pool nearest = new Pool();

  private final float[] distances = new float[Blocks.LANES];
  private final float[] least = new float[Blocks.LANES];
  private int visited;
  private float bound;

  ListSearcher(Lists lists, Unlisted unlisted, Metric metric) {
    this.lists = lists;
    this.unlisted = unlisted;
    this.metric = metric;
    probe = lists.blocks.probe();
  }

  /** Distances computed by the last search. */
  int visited() {
    return visited;
  }

  /**
   * All that may be among the {@code k} nearest of the lists that are scanned, by what their
   * distances are hardly below.
   *
   * @param point in the space of the blocks
   * @param square its squared length
   * @param probes lists scanned at most; 0 for all but those that can hold nothing nearer
   */
  Pool search(float[] point, float square, int k, int probes, IntPredicate accept) {
    candidates.clear(Integer.MAX_VALUE);
    nearest.clear(k);
    bound = Float.POSITIVE_INFINITY;
    int count = lists.centroids.probing(point, probes == 0 ? Integer.MAX_VALUE : probes);
    visited = lists.count() + unlisted.count();
    probe.aim(point);
    scan(unlisted.vectors(), k, accept);
    for (int i = 0; i < count; i++) {
      int list = lists.centroids.at(i);
      InvertedList of = lists.get(list);
      if (!tooFar(of, lists.centroids.squared(lists.centroids.scored(list), square), bound)) {
        scan(of, k, accept);
        visited += of.count();
      }
    }
    return candidates;
  }

  /** Whether no vector of a list can be as near as a bound, by the triangle's inequality. */
  boolean tooFar(InvertedList list, float squared, float bound) {
    if (bound == Float.POSITIVE_INFINITY || metric == Metric.IP) {
      return false;
    }
    double gap = Math.sqrt(squared) * (1 - SLACK) - list.radius * (1 + SLACK) - SLACK;
    double least = metric == Metric.COSINE ? gap * gap / 2 : gap * gap;
    return gap > 0 && least > bound;
  }

  private void scan(InvertedList list, int k, IntPredicate accept) {
    for (int at = 0; at < list.count(); at += Blocks.LANES) {
      if (at + Blocks.LANES < list.count()) {
        probe.ask(list.block(at + Blocks.LANES));
      }
      probe.distances(list.block(at), distances, least, 0);
      for (int i = 0, end = Math.min(Blocks.LANES, list.count() - at); i < end; i++) {
        if (!(least[i] > bound) && accept.test(list.slot(at + i))) {
          candidates.add(least[i], list.slot(at + i), true);
          nearest.add(2 * distances[i] - least[i], list.slot(at + i), true);
          bound = nearest.size() < k ? Float.POSITIVE_INFINITY : nearest.distance(k - 1);
        }
      }
    }
  }
}
