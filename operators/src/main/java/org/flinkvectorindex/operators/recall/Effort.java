package org.flinkvectorindex.operators.recall;

import java.util.Arrays;

/**
 * The search effort of a collection, steered: the least that holds the target. Efforts are levels,
 * each a fifth above the one before. Each sampled query is answered with the level in use and with
 * its two neighbours, and its recall there goes into an average of each level that forgets, so that
 * the level follows data that drift. It moves one step at a time: up when the level in use is below
 * the target, down when the one below has held it for long enough.
 */
public final class Effort {
  private static final double STEP = 1.2;

  /** What is left of an observation after one more. */
  private static final double KEPT = 0.995;

  private static final double LEAST_TO_RISE = 16;
  private static final double LEAST_TO_FALL = 60;

  /** By how much the level below is above the target before it is taken, so as not to swing. */
  private static final double MARGIN = 0.002;

  private final double target;
  private final int[] levels;
  private final double[] weight;
  private final double[] sum;
  private volatile int level;

  /**
   * @param start the effort to begin with
   */
  public Effort(RecallSpec spec, int start) {
    target = spec.target();
    levels = levels(spec.leastEffort(), spec.mostEffort());
    weight = new double[levels.length];
    sum = new double[levels.length];
    int at = Arrays.binarySearch(levels, start);
    level = Math.min(levels.length - 1, at < 0 ? -at - 1 : at);
  }

  private static int[] levels(int least, int most) {
    int[] levels = new int[64];
    int count = 0;
    for (int at = least; at < most; at = Math.max(at + 1, (int) Math.round(at * STEP))) {
      if (count == levels.length - 1) {
        levels = Arrays.copyOf(levels, 2 * levels.length);
      }
      levels[count++] = at;
    }
    levels[count++] = most;
    return Arrays.copyOf(levels, count);
  }

  /** The effort to search with now. */
  public int now() {
    return levels[level];
  }

  /** Levels that a sampled query is answered with. */
  public int lowest() {
    return Math.max(0, level - 1);
  }

  public int highest() {
    return Math.min(levels.length - 1, level + 1);
  }

  public int at(int level) {
    return levels[level];
  }

  /** The level in use. */
  public int level() {
    return level;
  }

  /** What came of a sampled query, answered with this level. */
  public void learn(int of, double recall) {
    weight[of] = weight[of] * KEPT + 1;
    sum[of] = sum[of] * KEPT + recall;
  }

  /** Takes another level where what was learned says so. */
  public void decide() {
    if (level < levels.length - 1
        && weight[level] >= LEAST_TO_RISE
        && sum[level] / weight[level] < target) {
      move(level + 1);
    } else if (level > 0
        && weight[level - 1] >= LEAST_TO_FALL
        && sum[level - 1] / weight[level - 1] >= target + MARGIN) {
      move(level - 1);
    }
  }

  /** What levels farther away knew is old when they come into use. */
  private void move(int to) {
    level = to;
    for (int other = 0; other < levels.length; other++) {
      if (Math.abs(other - to) > 1) {
        weight[other] = 0;
        sum[other] = 0;
      }
    }
  }
}
