package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.Search;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.Blocks;

/**
 * Scans lists for a {@link Search} that asks for more than what is nearest, in the order in which
 * {@link ListSearcher} does.
 *
 * <p>A list counts as probed by the share of its vectors that is accepted: as many accepted vectors
 * are compared with as there would be vectors without a filter, and as many as hits are wanted. So
 * recall holds, and a block that has none is not read.
 */
final class AskedScan {
  private final Lists lists;
  private final Unlisted unlisted;
  private final BlockScan scan;
  private boolean complete;

  AskedScan(Lists lists, Unlisted unlisted, BlockScan scan) {
    this.lists = lists;
    this.unlisted = unlisted;
    this.scan = scan;
  }

  /** Distances computed by the last search. */
  int visited() {
    return lists.count() + scan.scanned();
  }

  /** False where the last search was ended by its budget. */
  boolean complete() {
    return complete;
  }

  /** As {@link ListSearcher#search} for what is accepted and may be nearer than the bound. */
  Pool search(float[] point, float square, Search asked, int probes) {
    boolean everything = probes == 0 || probes >= lists.count();
    scan.begin(point, everything, asked.k(), asked.bound());
    complete = true;
    int count = lists.centroids.order(point, lists.count());
    if (!everything) {
      count = lists.centroids.probing.near(point, probes, count);
    }
    int accepted = scan(unlisted.vectors(), asked);
    boolean bounded = probes != ListSearcher.ALL || asked.bound() < Float.POSITIVE_INFINITY;
    double probed = 0;
    for (int i = 0; i < count && complete; i++) {
      if (probes != 0 && probed >= probes && accepted >= asked.k()) {
        break;
      }
      int list = everything ? lists.centroids.at(i) : lists.centroids.probing.at(i);
      InvertedList of = lists.get(list);
      float squared = lists.centroids.squared(lists.centroids.scored(list), square);
      if (of.count() > 0 && !(bounded && scan.isTooFar(of, squared))) {
        scan.reconsider();
        int found = scan(of, asked);
        accepted += found;
        probed += (double) found / of.count();
      }
    }
    return scan.found();
  }

  /** Returns how many are accepted. */
  private int scan(InvertedList list, Search asked) {
    int accepted = 0;
    for (int at = 0; at < list.count(); at += Blocks.LANES) {
      int lanes = accepted(list, at, asked);
      if (lanes != 0) {
        int filled = Math.min(Blocks.LANES, list.count() - at);
        if (filled > asked.budget() - visited()) {
          complete = false;
          return accepted;
        }
        accepted += Integer.bitCount(lanes);
        scan.some(list, at, lanes);
      }
    }
    return accepted;
  }

  private static int accepted(InvertedList list, int at, Search asked) {
    int lanes = 0;
    for (int i = 0, end = Math.min(Blocks.LANES, list.count() - at); i < end; i++) {
      lanes |= asked.accept().test(list.slot(at + i)) ? 1 << i : 0;
    }
    return lanes;
  }
}
