package org.flinkvectorindex.operators.recall;

import java.util.Arrays;
import java.util.List;

/** Recall by distance: whatever is as near as the true k-th nearest is right. */
public final class Recalled {
  /** A sum in another order may differ by some bits. */
  private static final double SLACK = 1e-6;

  private Recalled() {}

  /**
   * Of a whole query.
   *
   * @param shards the answers of all
   * @return 0 to 1; 1 where there is nothing to find
   */
  public static double of(List<CheckedAnswer> shards) {
    int k = shards.get(0).k();
    float[] exact = nearest(shards.stream().map(CheckedAnswer::exact).toList(), k);
    float[] found = nearest(shards.stream().map(CheckedAnswer::found).toList(), k);
    if (exact.length == 0) {
      return 1;
    }
    float bound = bound(exact[exact.length - 1]);
    int right = 0;
    while (right < Math.min(found.length, exact.length) && found[right] <= bound) {
      right++;
    }
    return right / (double) exact.length;
  }

  private static float[] nearest(List<float[]> parts, int k) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    Arrays.sort(all);
    return Arrays.copyOf(all, Math.min(k, all.length));
  }

  private static float bound(float distance) {
    return (float) (distance + SLACK * Math.max(1e-3, Math.abs(distance)));
  }

  /**
   * Of a whole query, as one shard can estimate it alone: the share of its true nearest that it
   * found, each weighted by the chance that it is among the k nearest of all shards. Ids are put
   * into shards by a hash, so of the k nearest each is in this shard with a chance of one in as
   * many as there are, and the shard's r-th nearest is among them when r or more of them are here.
   * On average over shards and queries that is the recall, as long as what a shard finds depends on
   * its own vectors: it is searched without knowing of others.
   */
  public static double estimate(float[] found, float[] exact, int k, int shards) {
    double[] weights = weights(k, shards, exact.length);
    double all = 0;
    double right = 0;
    int at = 0;
    for (int rank = 0; rank < exact.length; rank++) {
      while (at < found.length && bound(found[at]) < exact[rank]) {
        at++;
      }
      boolean there = at < found.length && found[at] <= bound(exact[rank]);
      at += there ? 1 : 0;
      all += weights[rank];
      right += there ? weights[rank] : 0;
    }
    return all == 0 ? 1 : right / all;
  }

  /** By rank r from 1: the probability of r or more of k, with a chance of 1 / shards each. */
  private static double[] weights(int k, int shards, int ranks) {
    double[] weights = new double[ranks];
    if (shards == 1) {
      Arrays.fill(weights, 1);
      return weights;
    }
    double chance = 1.0 / shards;
    double exactly = Math.pow(1 - chance, k);
    double fewer = exactly;
    for (int r = 1; r <= ranks; r++) {
      weights[r - 1] = Math.max(0, 1 - fewer);
      exactly *= (k - r + 1) / (double) r * chance / (1 - chance);
      fewer += Math.max(0, exactly);
    }
    return weights;
  }
}
