package org.flinkvectorindex.index.ivf;

import java.util.Arrays;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.FloatBlocks;
import org.flinkvectorindex.index.vector.Shape;

/**
 * The centroids of all lists, compared with one after the other: a thousand cost some microseconds.
 * A query that scans some lists goes by {@link ProbeOrder} instead.
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

  private final Blocks space;
  private final FloatBlocks blocks;
  private final float[] transformed;

  /** Centroids as they were given, where the space of comparisons is another. */
  private float[][] given = new float[0][];

  private final BlockProbe probe;
  private final int dimension;
  private final boolean l2;
  private final float base;

  /** What a score has beside the metric's distance; infinite where there is no list. */
  private float[] offsets = new float[0];

  private float[] scores = new float[0];
  private long[] order = new long[0];
  private int high;

  /**
   * @param space what vectors are compared in
   */
  Centroids(Shape shape, BlockKernels kernels, Blocks space) {
    this.space = space;
    transformed = new float[shape.stride()];
    blocks = new FloatBlocks(shape, kernels);
    probe = blocks.probe();
    dimension = shape.dimension();
    probing = new ProbeOrder(shape, kernels, blocks, space.transforms());
    l2 = shape.metric() == Metric.L2;
    base = shape.metric() == Metric.COSINE ? 1 : 0;
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
          scores = new float[now];
          order = new long[now];
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

  private void score(float[] point) {
    probe.aim(point);
    for (int list = 0; list < high; list += Blocks.LANES) {
      probe.distances(list / Blocks.LANES, scores, list);
      for (int i = list; i < list + Blocks.LANES; i++) {
        float score = scores[i] + offsets[i];
        boolean overflown = !(score <= Float.MAX_VALUE) && offsets[i] < Float.POSITIVE_INFINITY;
        scores[i] = overflown ? Float.MAX_VALUE : score;
      }
    }
  }

  /** The list that a vector belongs to. */
  int nearest(float[] vector) {
    score(vector);
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
    score(point);
    int lists = 0;
    for (int list = 0; list < high; list++) {
      if (scores[list] < Float.POSITIVE_INFINITY) {
        order[lists++] = ((long) Pool.ordered(scores[list]) << 32) | list;
      }
    }
    int first = Math.min(count, lists);
    Least.select(order, first, lists);
    Arrays.sort(order, 0, first);
    return first;
  }

  /** The list at a place of the last {@link #order}. */
  int at(int place) {
    return (int) order[place];
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
        + probing.heapBytes()
        + blocks.heapBytes()
        + 4L * offsets.length
        + 4L * scores.length
        + 8L * order.length;
  }
}
