package org.flinkvectorindex.index.ivf;

import java.util.Arrays;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.FloatBlocks;
import org.flinkvectorindex.index.vector.Shape;

/**
 * The lists that a query probes, found by codes of the centroids: whether the list that is probed
 * last is the very next one matters little. Where codes can hardly tell the first from the last, as
 * of data that are far from the origin and near each other, the centroids themselves decide.
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

  private final CentroidCodes codes;
  private final NextLists next = new NextLists();
  private final BlockProbe exactly;
  private final int dimension;
  private final boolean cosine;
  private float[] exact = new float[0];

  /** Nothing where there is a list, else infinite. */
  private float[] absent = new float[0];

  /** What makes a centroid as long as its vectors are: one, but under cosine. */
  private float[] scales = new float[0];

  private int lists;

  /**
   * @param centroids list after list
   * @param codes of the same
   */
  ProbeOrder(Shape shape, FloatBlocks centroids, CentroidCodes codes) {
    this.codes = codes;
    exactly = centroids.probe();
    dimension = shape.dimension();
    cosine = shape.metric() == Metric.COSINE;
  }

  /** After its code was put. */
  void put(int list, float[] centroid) {
    if (scales.length < codes.room()) {
      int before = absent.length;
      absent = Arrays.copyOf(absent, codes.room());
      Arrays.fill(absent, before, absent.length, Float.POSITIVE_INFINITY);
      scales = Arrays.copyOf(scales, codes.room());
      exact = new float[codes.room()];
    }
    lists += absent[list] == 0 ? 0 : 1;
    absent[list] = 0;
    scales[list] = scale(centroid);
  }

  void clear(int list) {
    absent[list] = Float.POSITIVE_INFINITY;
    lists--;
  }

  /** How many there are. */
  int lists() {
    return lists;
  }

  private float scale(float[] centroid) {
    double square = 0;
    for (int i = 0; i < dimension; i++) {
      square += (double) centroid[i] * centroid[i];
    }
    return cosine && square > 0 ? (float) (1 / Math.sqrt(square)) : 1;
  }

  /** The next {@code count} lists to a query, nearest first: see {@link #at}. */
  int near(float[] query, int count) {
    return near(query, count, count);
  }

  /**
   * The same lists, and more behind them.
   *
   * @param most how many in all, at least {@code count}
   */
  int near(float[] query, int count, int most) {
    float[] distances = codes.estimate(query);
    for (int list = 0; list < codes.high(); list++) {
      distances[list] += absent[list];
    }
    int compared = Math.min(lists, Math.max(count, FEW));
    int wanted = Math.max(compared, Math.min(lists, most));
    int found = next.select(distances, codes.high(), wanted);
    if (found < wanted || compared > 0 && !apart(distances, next.at(0), next.at(compared - 1))) {
      found = next.select(compared(query), codes.high(), wanted);
    }
    return Math.min(most, found);
  }

  private boolean apart(float[] distances, int first, int last) {
    float deviation = distances[last] - codes.least()[last];
    return distances[last] - distances[first] > APART * deviation;
  }

  /** With the centroids as they are. */
  private float[] compared(float[] query) {
    exactly.aim(query);
    for (int from = 0; from < codes.high(); from += Blocks.LANES) {
      exactly.distances(from / Blocks.LANES, exact, from);
    }
    for (int list = 0; list < codes.high(); list++) {
      float distance = cosine ? 1 - (1 - exact[list]) * scales[list] : exact[list];
      exact[list] = (distance <= Float.MAX_VALUE ? distance : Float.MAX_VALUE) + absent[list];
    }
    return exact;
  }

  /** The list at a place of the last {@link #near}. */
  int at(int place) {
    return next.at(place);
  }

  long heapBytes() {
    return next.heapBytes() + 12L * scales.length;
  }
}
