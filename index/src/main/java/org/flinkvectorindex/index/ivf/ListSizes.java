package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.Structure.Ivf;

/**
 * How long lists may be. They aim at the vectors divided by the lists asked for: a list is split
 * when it is half as long again, and given up when half is left of it and the next one has room:
 * were they kept for longer, there would be that many more lists where vectors come and go, each of
 * which a search compares with. Whatever is asked for, no list aims at more than half a million
 * components, so that a split takes some milliseconds at most. The first ones, which no code is
 * compiled for yet, are of the shortest lists.
 *
 * @param lists asked for; 0 for four times the square root of the vectors
 * @param exactUntil so many vectors are all compared with
 * @param shortest vectors that a list aims at, at least
 * @param longest vectors that a list aims at, at most
 */
record ListSizes(int lists, int exactUntil, int shortest, int longest) {
  private static final int COMPONENTS = 1 << 19;
  private static final int LONGEST = 1024;

  /** Shorter lists cost more to find than to scan. */
  private static final int SHORTEST = 48;

  static ListSizes of(Ivf ivf, int dimension) {
    int longest = Math.max(SHORTEST, Math.min(COMPONENTS / dimension, LONGEST));
    return new ListSizes(ivf.lists(), ivf.exactUntil(), SHORTEST, longest);
  }

  private int aim(int live) {
    double wanted = lists == 0 ? 4 * Math.sqrt(live) : lists;
    return (int) Math.max(shortest, Math.min(live / wanted, longest));
  }

  /** A list with more is split. */
  int split(int live) {
    int aim = aim(live);
    return aim + aim / 2;
  }

  /** A list with fewer is given up. */
  int merge(int live) {
    return aim(live) / 2;
  }
}
