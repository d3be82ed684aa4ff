package org.flinkvectorindex.index.ivf;

import java.util.Arrays;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.quantize.CodeBlocks;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.FloatBlocks;
import org.flinkvectorindex.index.vector.Shape;

/**
 * The lists that a query probes, found by codes of the centroids: four bits a component after a
 * rotation. A thousand centroids as they are don't fit the nearest cache, their codes do; and
 * whether the list that is probed last is the very next one matters little. Where codes can hardly
 * tell the first from the last, as of data that are far from the origin and near each other, the
 * centroids themselves decide.
 *
 * <p>Lists come in the order of their centroids' distances by the metric. Under cosine that is by
 * angle, and under inner product by product: what is near to a query lies in the centroid's
 * direction, while the centroid's length only says how little the list is spread.
 */
final class ProbeOrder {
  /**
   * Deviations of an estimate's error that lie between the first list and the last at least; by
   * chance alone some two or three do.
   */
  private static final float APART = 4;

  /** A few lists more than are probed, where that are very few, show how far apart they lie. */
  private static final int FEW = 8;

  private static final int SAMPLED = 8;

  private final CodeBlocks codes;
  private final BlockProbe probe;
  private final BlockProbe exactly;
  private final Shape shape;
  private final boolean turned;
  private final float[] prepared;
  private float[] distances = new float[0];
  private float[] least = new float[0];

  /** What makes a centroid as long as its vectors are: one, but under cosine. */
  private float[] scales = new float[0];

  private long[] order = new long[0];
  private boolean[] live = new boolean[0];
  private int high;

  /**
   * @param centroids list after list, in the space of what is given to {@link #put}
   * @param turned whether points that are given are rotated already, as codes of vectors are
   */
  ProbeOrder(Shape shape, BlockKernels kernels, FloatBlocks centroids, boolean turned) {
    this.shape = shape;
    this.turned = turned;
    exactly = centroids.probe();
    codes = CodeBlocks.nibbles(shape, kernels, 1);
    probe = codes.probe();
    prepared = new float[shape.stride()];
  }

  void put(int list, float[] centroid) {
    while (high <= list) {
      if (high % Blocks.LANES == 0) {
        int length = (codes.take() + 1) * Blocks.LANES; // Numbered as they come.
        if (length > live.length) {
          int room = Math.max(length, (live.length * 3 / 2) & -Blocks.LANES);
          live = Arrays.copyOf(live, room);
          distances = new float[room];
          least = new float[room];
          scales = Arrays.copyOf(scales, room);
          order = new long[room];
        }
      }
      high++;
    }
    live[list] = true;
    scales[list] = scale(centroid);
    prepare(centroid);
    codes.set(list / Blocks.LANES, list % Blocks.LANES, prepared);
  }

  void clear(int list) {
    live[list] = false;
  }

  private float scale(float[] centroid) {
    double square = 0;
    for (int i = 0; i < shape.dimension(); i++) {
      square += (double) centroid[i] * centroid[i];
    }
    return shape.metric() == Metric.COSINE && square > 0 ? (float) (1 / Math.sqrt(square)) : 1;
  }

  /** Opposite vectors may have no mean direction: zero stays zero. */
  private void prepare(float[] point) {
    shape.prepare(point, 0, prepared, 0);
    if (!turned) {
      codes.transform(prepared);
    }
  }

  /** The next {@code count} lists to a query, nearest first: see {@link #at}. */
  int near(float[] query, int count) {
    prepare(query);
    probe.aim(prepared);
    for (int from = 0; from < high; from += Blocks.LANES) {
      if (from + Blocks.LANES < high) {
        probe.ask(from / Blocks.LANES + 1);
      }
      probe.distances(from / Blocks.LANES, distances, least, from);
    }
    int first = select(Math.max(count, FEW));
    if (first > 0 && !apart(at(0), at(first - 1))) {
      compare(query);
      first = select(count);
    }
    return Math.min(count, first);
  }

  private int select(int count) {
    int lists = collect(bound(count));
    if (lists < count) {
      lists = collect(Float.POSITIVE_INFINITY);
    }
    int first = Math.min(count, lists);
    Least.select(order, first, lists);
    Arrays.sort(order, 0, first);
    return first;
  }

  /**
   * What the wanted ones are hardly above, by every {@link #SAMPLED}th list: to order the few below
   * it takes a third of the time that finding them among all does. Chance decides nothing: where it
   * is too low, all are looked at.
   */
  private float bound(int count) {
    int sample = 0;
    for (int list = 0; list < high; list += SAMPLED) {
      order[sample] = entry(list);
      sample += live[list] ? 1 : 0;
    }
    int wanted = 2 * count / SAMPLED + 2;
    if (wanted >= sample) {
      return Float.POSITIVE_INFINITY;
    }
    Least.select(order, wanted, sample);
    long greatest = Long.MIN_VALUE;
    for (int i = 0; i < wanted; i++) {
      greatest = Math.max(greatest, order[i]);
    }
    return Pool.distance(greatest);
  }

  private int collect(float bound) {
    int lists = 0;
    for (int list = 0; list < high; list++) {
      if (live[list] && (bound == Float.POSITIVE_INFINITY || distances[list] <= bound)) {
        order[lists++] = entry(list);
      }
    }
    return lists;
  }

  private long entry(int list) {
    return ((long) Pool.ordered(distances[list]) << 32) | list;
  }

  private boolean apart(int first, int last) {
    float deviation = distances[last] - least[last];
    return distances[last] - distances[first] > APART * deviation;
  }

  /** With the centroids as they are. */
  private void compare(float[] query) {
    exactly.aim(query);
    for (int from = 0; from < high; from += Blocks.LANES) {
      exactly.distances(from / Blocks.LANES, distances, from);
    }
    for (int list = 0; list < high && shape.metric() == Metric.COSINE; list++) {
      distances[list] = 1 - (1 - distances[list]) * scales[list];
    }
  }

  /** The list at a place of the last {@link #near}. */
  int at(int place) {
    return (int) order[place];
  }

  long heapBytes() {
    return codes.heapBytes() + 21L * live.length;
  }
}
