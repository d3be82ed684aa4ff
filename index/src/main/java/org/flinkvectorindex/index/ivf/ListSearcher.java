package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.BlockKernels;
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
  private final BlockKernels kernels;
  private final BlockProbe exactly;
  private final BlockProbe scanning;

  /** Lists whose beginnings are asked for together, so that memory is waited for but once. */
  private static final int ASKED = 16;

  /** Vectors after which it shows what estimates are worth. */
  private static final int ENOUGH = 1_000;

  /** By what their distances are hardly below. */
  private final Candidates candidates = new Candidates();

  /** The k nearest by what their distances are hardly above. */
  private final Pool nearest = new Pool();

  private final float[] distances = new float[Blocks.LANES];
  private final float[] least = new float[Blocks.LANES];
  private BlockProbe probe;
  private int visited;

  /** Estimates of the last search that were not above its bound. */
  private int inQuestion;

  private float bound;

  ListSearcher(Lists lists, Unlisted unlisted, Metric metric, BlockKernels kernels) {
    this.kernels = kernels;
    this.lists = lists;
    this.unlisted = unlisted;
    this.metric = metric;
    exactly = lists.blocks.probe();
    probe = exactly;
    scanning = lists.blocks.scan();
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
  Pool search(float[] point, float square, int k, int probes) {
    boolean everything = probes == 0 || probes >= lists.count();
    candidates.clear();
    nearest.clear(k);
    bound = Float.POSITIVE_INFINITY;
    visited = lists.count();
    inQuestion = 0;
    probe = everything ? exactly : scanning;
    probe.aim(point);
    scan(unlisted.vectors(), k);
    if (everything) {
      all(point, square, k);
    } else {
      some(point, k, probes);
    }
    return candidates.ordered(bound);
  }

  /** Nearest first, so that those that can hold nothing nearer are left out. */
  private void all(float[] point, float square, int k) {
    int count = lists.centroids.order(point, lists.count());
    for (int i = 0; i < count; i++) {
      int list = lists.centroids.at(i);
      InvertedList of = lists.get(list);
      if (!tooFar(of, lists.centroids.squared(lists.centroids.scored(list), square), bound)) {
        scan(of, k);
      }
    }
  }

  private void some(float[] point, int k, int probes) {
    int count = lists.centroids.probing.near(point, probes);
    for (int i = 0; i < count; i++) {
      if (i % ASKED == 0) {
        if (estimatesSayLittle()) {
          probe = exactly;
          probe.aim(point);
        }
        ask(i, Math.min(count, i + ASKED));
      }
      scan(lists.get(lists.centroids.probing.at(i)), k);
    }
  }

  /**
   * As of vectors that are all far from the origin and near each other: to read each in question by
   * itself would take longer than to compare with all.
   */
  private boolean estimatesSayLittle() {
    int scanned = visited - lists.count();
    return probe != exactly && scanned >= ENOUGH && inQuestion > scanned / 2;
  }

  private void ask(int from, int to) {
    for (int i = from; i < to; i++) {
      InvertedList list = lists.get(lists.centroids.probing.at(i));
      if (list.count() > 0) {
        probe.ask(list.block(0));
      }
    }
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

  private void scan(InvertedList list, int k) {
    visited += list.count();
    for (int at = 0; at < list.count(); at += Blocks.LANES) {
      if (at + Blocks.LANES < list.count()) {
        probe.ask(list.block(at + Blocks.LANES));
      }
      probe.distances(list.block(at), distances, least, 0);
      int lanes = kernels.notAbove(bound, least) & list.lanes(at);
      for (; lanes != 0; lanes &= lanes - 1) {
        int lane = Integer.numberOfTrailingZeros(lanes);
        if (!(least[lane] > bound)) {
          int slot = list.slot(at + lane);
          inQuestion++;
          candidates.add(least[lane], slot, bound);
          nearest.add(2 * distances[lane] - least[lane], slot, true);
          bound = nearest.size() < k ? Float.POSITIVE_INFINITY : nearest.distance(k - 1);
        }
      }
    }
  }
}
