package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;

/** How far the vectors of a list are from a point. */
final class Distances {
  private final Lists lists;
  private final Metric metric;
  private final BlockProbe probe;
  private final float[] centroid;
  private float[] scores = new float[4 * Blocks.LANES];

  Distances(Lists lists, Metric metric, int stride) {
    centroid = new float[stride];
    this.lists = lists;
    this.metric = metric;
    probe = lists.blocks.probe();
  }

  /** Scores of all vectors of a list against a centroid, valid until the next call. */
  float[] scores(InvertedList list, float[] centroid, float offset) {
    if (scores.length < list.count() + Blocks.LANES) {
      scores = new float[2 * list.count() + Blocks.LANES];
    }
    probe.aim(centroid);
    for (int at = 0; at < list.count(); at += Blocks.LANES) {
      probe.distances(list.block(at), scores, at);
    }
    for (int i = 0; i < list.count(); i++) {
      scores[i] += offset;
    }
    return scores;
  }

  /**
   * The radius of a list around a centroid.
   *
   * @param given as vectors are given
   */
  float radius(int list, float[] given) {
    InvertedList of = lists.get(list);
    System.arraycopy(given, 0, centroid, 0, given.length);
    lists.blocks.transform(centroid);
    float[] all = scores(of, centroid, lists.centroids.offset(centroid));
    float radius = 0;
    for (int i = 0; i < of.count(); i++) {
      radius = Math.max(radius, radius(all[i]));
    }
    return radius;
  }

  /** How far a vector with this score is; infinite under inner product, where nobody asks. */
  float radius(float score) {
    return metric == Metric.IP
        ? Float.POSITIVE_INFINITY
        : (float) Math.sqrt(lists.centroids.squared(score, 1));
  }
}
