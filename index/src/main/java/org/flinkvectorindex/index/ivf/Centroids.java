package org.flinkvectorindex.index.ivf;

import java.util.Arrays;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.FloatBlocks;
import org.flinkvectorindex.index.vector.Shape;

/**
 * The centroids of all lists, compared with one after the other: a thousand cost some microseconds.
 * Of many thousands only those are compared with that codes say may be among the nearest. A query
 * that scans some lists goes by {@link ProbeOrder} instead.
 *
 * <p>A vector belongs to the list whose centroid is nearest by Euclidean distance, whatever the
 * metric. What is compared is the score: the squared distance under l2; else the metric's distance
 * and half the centroid's squared length, which differs from half the squared distance by something
 * that is the same for all lists.
 */
final class Centroids {
  /** No list. */
  static final int NONE = -1;

  /** What queries find lists by. */
  final ProbeOrder probing;

  /** From so many lists on codes are read first: with 65,536 that takes a third of the time. */
  private static final int MANY = 8192;

  /** Where more than one list of so many is asked for, all are compared with. */
  private static final int FEW = 32;

  /** By how many deviations an estimate may be off; so far off are some few in ten million. */
  private static final float DEVIATIONS = 5;

  private final Blocks space;
  private final FloatBlocks blocks;
  private final CentroidCodes codes;
  private final NextLists next = new NextLists();
  private final float[] transformed;

  /** Centroids as they were given, where the space of comparisons is another. */
  private float[][] given = new float[0][];

  private final BlockProbe probe;
  private final int dimension;
  private final boolean l2;
  private final boolean cosine;
  private final float base;

  /** What a score has beside the metric's distance; infinite where there is no list. */
  private float[] offsets = new float[0];

  /** Of the centroids. */
  private float[] lengths = new float[0];

  private float[] scores = new float[0];
  private final float[] lanes = new float[Blocks.LANES];
  private int high;

  /**
   * @param space what vectors are compared in
   */
  Centroids(Shape shape, Kernels kernels, Blocks space) {
    this.space = space;
    transformed = new float[shape.stride()];
    blocks = new FloatBlocks(shape, kernels.blocks());
    probe = blocks.probe();
    dimension = shape.dimension();
    codes = new CentroidCodes(shape, kernels, space.transforms());
    probing = new ProbeOrder(shape, blocks, codes);
    l2 = shape.metric() == Metric.L2;
    cosine = shape.metric() == Metric.COSINE;
    base = cosine ? 1 : 0;
  }

  /** All lists are below. */
  int high() {
    return high;
  }

  /**
   * @param centroid as vectors are given; what is stored does not depend on how they are held
   */
  void put(int list, float[] centroid) {
    while (high <= list) {
      if (high % Blocks.LANES == 0) {
        int block = blocks.take(); // Numbered as they come: none is ever given back.
        int length = (block + 1) * Blocks.LANES;
        if (length > offsets.length) {
          int now = Math.max(length, (offsets.length * 3 / 2) & -Blocks.LANES);
          int before = offsets.length;
          offsets = Arrays.copyOf(offsets, now);
          Arrays.fill(offsets, before, now, Float.POSITIVE_INFINITY);
          lengths = Arrays.copyOf(lengths, now);
          scores = new float[now];
        }
      }
      high++;
    }
    System.arraycopy(centroid, 0, transformed, 0, dimension);
    if (space.transforms()) {
      if (list >= given.length) {
        given = Arrays.copyOf(given, offsets.length);
      }
      given[list] = Arrays.copyOf(centroid, dimension);
      space.transform(transformed);
    }
    blocks.set(list / Blocks.LANES, list % Blocks.LANES, transformed);
    offsets[list] = offset(transformed);
    lengths[list] = (float) Math.sqrt(2 * offsets[list]);
    codes.put(list, transformed);
    probing.put(list, transformed);
  }

  /** A centroid as it was given. */
  void given(int list, float[] into) {
    if (space.transforms()) {
      System.arraycopy(given[list], 0, into, 0, dimension);
    } else {
      get(list, into);
    }
  }

  /** What makes a score of a distance to a point. */
  float offset(float[] point) {
    double square = 0;
    for (int i = 0; i < dimension; i++) {
      square += (double) point[i] * point[i];
    }
    return l2 ? 0 : (float) Math.min(square / 2, Float.MAX_VALUE);
  }

  void clear(int list) {
    offsets[list] = Float.POSITIVE_INFINITY;
    probing.clear(list);
    if (space.transforms()) {
      given[list] = null;
    }
  }

  /** A centroid in the space of comparisons. */
  void get(int list, float[] into) {
    blocks.get(list / Blocks.LANES, list % Blocks.LANES, into);
  }

  /** Scores of the lists that may be among the next {@code count} to a point. */
  private void score(float[] point, int count) {
    probe.aim(point);
    // By what there is, not by what there was: a restored index goes the same way.
    if (probing.lists() < MANY || count > probing.lists() / FEW) {
      for (int list = 0; list < high; list += Blocks.LANES) {
        score(list);
      }
    } else {
      scoreNear(point, count);
    }
  }

  private void score(int from) {
    probe.distances(from / Blocks.LANES, scores, from);
    for (int list = from; list < from + Blocks.LANES; list++) {
      scores[list] = score(scores[list], list);
    }
  }

  private float score(float distance, int list) {
    float score = distance + offsets[list];
    boolean overflown = !(score <= Float.MAX_VALUE) && offsets[list] < Float.POSITIVE_INFINITY;
    return overflown ? Float.MAX_VALUE : score;
  }

  /**
   * Compares with those whose codes say that they may be as near as the next ones by the codes are.
   * All others are infinitely far.
   */
  private void scoreNear(float[] point, int count) {
    float[] estimates = codes.estimate(point);
    float[] least = codes.least();
    if (cosine) {
      stretch(estimates, least, (float) Math.sqrt(2 * offset(point)));
    }
    for (int list = 0; list < (high + Blocks.LANES - 1 & -Blocks.LANES); list++) {
      scores[list] = estimates[list] + offsets[list];
      least[list] = scores[list] - DEVIATIONS * (estimates[list] - least[list]);
    }
    int selected = next.select(scores, high, count);
    float bound = selected < count ? Float.POSITIVE_INFINITY : greatest(selected, least);
    for (int from = 0; from < high; from += Blocks.LANES) {
      if (mayBeWithin(bound, least, from)) {
        score(from);
      } else {
        Arrays.fill(scores, from, from + Blocks.LANES, Float.POSITIVE_INFINITY);
      }
    }
  }

  /**
   * From distances of directions to those of a point and centroids that are as long as they are.
   */
  private void stretch(float[] estimates, float[] least, float length) {
    for (int list = 0; list < high; list++) {
      float longer = length * lengths[list];
      estimates[list] = 1 - (1 - estimates[list]) * longer;
      least[list] = 1 - (1 - least[list]) * longer;
    }
  }

  /** The greatest score of those selected, which are compared with whatever rounding says. */
  private float greatest(int selected, float[] least) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < selected; i++) {
      int list = next.at(i);
      least[list] = Float.NEGATIVE_INFINITY;
      probe.distances(list / Blocks.LANES, lanes, 0);
      greatest = Math.max(greatest, score(lanes[list % Blocks.LANES], list));
    }
    return greatest;
  }

  /** Any of a block; what is no number may be any. */
  private static boolean mayBeWithin(float bound, float[] least, int from) {
    boolean may = false;
    for (int list = from; list < from + Blocks.LANES; list++) {
      may |= !(least[list] > bound);
    }
    return may;
  }

  /** The list that a vector belongs to. */
  int nearest(float[] vector) {
    score(vector, 1);
    int nearest = NONE;
    float best = Float.POSITIVE_INFINITY;
    for (int list = 0; list < high; list++) {
      if (scores[list] < best) {
        best = scores[list];
        nearest = list;
      }
    }
    return nearest;
  }

  /** The score of a list, as of the last point asked for. */
  float scored(int list) {
    return scores[list];
  }

  float offsetOf(int list) {
    return offsets[list];
  }

  /**
   * The squared Euclidean distance that a score stands for.
   *
   * @param square squared length of what was compared with the centroid
   */
  float squared(float score, float square) {
    return Math.max(0, l2 ? score : square + 2 * (score - base));
  }

  /**
   * Lists by score, ascending, ties by number, the first {@code count} of them: see {@link #at}.
   */
  int order(float[] point, int count) {
    score(point, count);
    return next.select(scores, high, count);
  }

  /** The list at a place of the last {@link #order}. */
  int at(int place) {
    return next.at(place);
  }

  /** Bits of a centroid, mixed. */
  long hash(int list, float[] scratch) {
    given(list, scratch);
    long hash = list;
    for (int i = 0; i < dimension; i++) {
      hash = ListHash.mix(hash, Float.floatToRawIntBits(scratch[i]));
    }
    return hash;
  }

  long heapBytes() {
    long sum = 4L * given.length;
    for (float[] each : given) {
      sum += each == null ? 0 : 16 + 4L * dimension;
    }
    return sum
        + codes.heapBytes()
        + probing.heapBytes()
        + next.heapBytes()
        + blocks.heapBytes()
        + 4L * offsets.length
        + 4L * lengths.length
        + 4L * scores.length;
  }
}
