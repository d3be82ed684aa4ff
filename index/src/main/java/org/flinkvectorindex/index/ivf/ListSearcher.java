package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.search.Pool;

/** Scans the lists nearest to a point, and what is in no list yet. */
final class ListSearcher {
  /** All lists, also those that can hold nothing nearer by what their codes say. */
  static final int ALL = Integer.MAX_VALUE;

  /** Lists that are found together, so that memory is waited for but once. */
  private static final int FOUND = 16;

  private final Lists lists;
  private final Unlisted unlisted;
  private final BlockScan scan;

  ListSearcher(Lists lists, Unlisted unlisted, BlockScan scan) {
    this.lists = lists;
    this.unlisted = unlisted;
    this.scan = scan;
  }

  /** Distances computed by the last search. */
  int visited() {
    return lists.count() + scan.scanned();
  }

  /**
   * All that may be among the {@code k} nearest of the lists that are scanned, by what their
   * distances are hardly below.
   *
   * @param point in the space of the blocks
   * @param square its squared length
   * @param probes lists scanned, and more where they hold fewer than {@code k}; 0 for all but those
   *     that can hold nothing nearer, {@link #ALL} for all
   */
  Pool search(float[] point, float square, int k, int probes) {
    boolean everything = probes == 0 || probes >= lists.count();
    begin(point, everything, k);
    if (everything) {
      all(point, square, probes != ALL);
    } else {
      some(point, probes);
      if (scan.scanned() < k) {
        begin(point, false, k);
        more(point, k, probes);
      }
    }
    return scan.found();
  }

  private void begin(float[] point, boolean everything, int k) {
    scan.begin(point, everything, k, Float.POSITIVE_INFINITY);
    scan.add(unlisted.vectors());
    scan.run();
  }

  /** Nearest first, so that those that can hold nothing nearer may be left out. */
  private void all(float[] point, float square, boolean bounded) {
    int count = lists.centroids.order(point, lists.count());
    for (int i = 0; i < count; i++) {
      int list = lists.centroids.at(i);
      float squared = lists.centroids.squared(lists.centroids.scored(list), square);
      if (!bounded || !scan.isTooFar(lists.get(list), squared)) {
        scan.add(lists.get(list));
        scan.run();
      }
    }
  }

  private void some(float[] point, int probes) {
    int count = lists.centroids.probing.near(point, probes);
    for (int from = 0; from < count; from += FOUND) {
      scan.reconsider();
      int end = Math.min(count, from + FOUND);
      for (int i = from; i < end; i++) {
        scan.find(lists.get(lists.centroids.probing.at(i)));
      }
      for (int i = from; i < end; i++) {
        scan.add(lists.get(lists.centroids.probing.at(i)));
      }
      scan.run();
    }
  }

  /** From the first one again: the order of all may be by their centroids, and of some by codes. */
  private void more(float[] point, int k, int probes) {
    int count = lists.centroids.probing.near(point, probes, lists.count());
    for (int i = 0; i < count && (i < probes || scan.scanned() < k); i++) {
      scan.add(lists.get(lists.centroids.probing.at(i)));
      scan.run();
    }
  }
}
