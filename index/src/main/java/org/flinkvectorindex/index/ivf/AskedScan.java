package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.Search;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;

/**
 * Scans lists for a {@link Search} that asks for more than what is nearest.
 *
 * <p>A list counts as probed by the share of its vectors that is accepted: as many accepted vectors
 * are compared with as there would be vectors without a filter. So recall holds, and a block that
 * has none is not read.
 */
final class AskedScan {
  private final Lists lists;
  private final Unlisted unlisted;
  private final ListSearcher searcher;
  private final BlockProbe exactly;
  private final BlockProbe scanning;
  private final Pool candidates = new Pool();
  private final Pool nearest = new Pool();
  private final float[] distances = new float[Blocks.LANES];
  private final float[] least = new float[Blocks.LANES];
  private BlockProbe probe;
  private int visited;
  private float bound;
  private boolean complete;

  AskedScan(Lists lists, Unlisted unlisted, ListSearcher searcher) {
    this.lists = lists;
    this.unlisted = unlisted;
    this.searcher = searcher;
    exactly = lists.blocks.probe();
    scanning = lists.blocks.scan();
    probe = exactly;
  }

  /** Distances computed by the last search. */
  int visited() {
    return visited;
  }

  /** False where the last search was ended by its budget. */
  boolean complete() {
    return complete;
  }

  /** As {@link ListSearcher#search} for what is accepted and may be nearer than the bound. */
  Pool search(float[] point, float square, Search asked, int probes) {
    candidates.clear(Integer.MAX_VALUE);
    nearest.clear(asked.k());
    bound = asked.bound();
    complete = true;
    visited = lists.count();
    int count = lists.centroids.order(point, lists.count());
    probe = probes == 0 || probes >= lists.count() ? exactly : scanning;
    probe.aim(point);
    scan(unlisted.vectors(), asked);
    double probed = 0;
    for (int i = 0; i < count && complete && (probes == 0 || probed < probes); i++) {
      int list = lists.centroids.at(i);
      InvertedList of = lists.get(list);
      float squared = lists.centroids.squared(lists.centroids.scored(list), square);
      if (of.count() > 0 && !searcher.tooFar(of, squared, bound)) {
        probed += (double) scan(of, asked) / of.count();
      }
    }
    return candidates;
  }

  /** Returns how many are accepted. */
  private int scan(InvertedList list, Search asked) {
    int accepted = 0;
    for (int at = 0; at < list.count(); at += Blocks.LANES) {
      int lanes = accepted(list, at, asked);
      if (lanes != 0) {
        int filled = Math.min(Blocks.LANES, list.count() - at);
        if (filled > asked.budget() - visited) {
          complete = false;
          return accepted;
        }
        visited += filled;
        accepted += Integer.bitCount(lanes);
        probe.distances(list.block(at), distances, least, 0);
        add(list, at, lanes, asked);
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

  private void add(InvertedList list, int at, int lanes, Search asked) {
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      if (!(least[lane] > bound)) {
        int slot = list.slot(at + lane);
        candidates.add(least[lane], slot, true);
        nearest.add(2 * distances[lane] - least[lane], slot, true);
        bound =
            nearest.size() < asked.k()
                ? asked.bound()
                : Math.min(asked.bound(), nearest.distance(asked.k() - 1));
      }
    }
  }
}
