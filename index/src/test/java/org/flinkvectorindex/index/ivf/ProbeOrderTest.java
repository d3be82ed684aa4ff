package org.flinkvectorindex.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.FloatBlocks;
import org.flinkvectorindex.index.vector.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProbeOrderTest {
  private static final int DIMENSION = 24;
  private static final int LISTS = 1000;

  private final Random random = new Random(7);

  /** With the centroids that it goes by where codes say little. */
  private static final class Order {
    private final FloatBlocks centroids;
    private final CentroidCodes codes;
    private final ProbeOrder probing;

    Order(Metric metric, Kernels kernels) {
      Shape shape = new Shape(DIMENSION, metric);
      centroids = new FloatBlocks(shape, kernels.blocks());
      codes = new CentroidCodes(shape, kernels, false);
      probing = new ProbeOrder(shape, centroids, codes);
      for (int list = 0; list < LISTS; list += Blocks.LANES) {
        centroids.take();
      }
    }

    void put(int list, float[] centroid) {
      centroids.set(list / Blocks.LANES, list % Blocks.LANES, centroid);
      codes.put(list, centroid);
      probing.put(list, centroid);
    }
  }

  private float[] vector(float offset) {
    float[] vector = new float[32];
    float length = 0.5f + random.nextFloat();
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = offset + length * (float) random.nextGaussian();
    }
    return vector;
  }

  private static double distance(float[] query, float[] centroid, Metric metric) {
    double dot = 0;
    double squared = 0;
    double length = 0;
    for (int i = 0; i < DIMENSION; i++) {
      dot += (double) query[i] * centroid[i];
      squared += Math.pow((double) query[i] - centroid[i], 2);
      length += (double) centroid[i] * centroid[i];
    }
    return switch (metric) {
      case L2 -> squared;
      case IP -> -dot;
      case COSINE -> -dot / Math.sqrt(length);
    };
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void probesTheNextCentroids(Metric metric) {
    assertThat(right(metric, 0)).isGreaterThan(0.9);
  }

  /** Where codes can't tell one from the other. */
  @ParameterizedTest
  @EnumSource(Metric.class)
  void probesTheNextCentroidsFarFromTheOrigin(Metric metric) {
    assertThat(right(metric, 30)).isGreaterThan(0.99);
  }

  /** Share of the lists probed that are among the next. */
  private double right(Metric metric, float offset) {
    Order order = new Order(metric, KernelChoice.best());
    Order scalar = new Order(metric, KernelChoice.scalar());
    float[][] centroids = new float[LISTS][];
    for (int list = 0; list < LISTS; list++) {
      centroids[list] = vector(offset);
      order.put(list, vector(offset)); // It moves.
      order.put(list, centroids[list]);
      scalar.put(list, centroids[list]);
    }
    int both = 0;
    for (int round = 0; round < 50; round++) {
      float[] query = vector(offset);
      double[] distances = new double[LISTS];
      for (int list = 0; list < LISTS; list++) {
        distances[list] = distance(query, centroids[list], metric);
      }
      double[] sorted = distances.clone();
      java.util.Arrays.sort(sorted);
      assertThat(order.probing.near(query, 40)).isEqualTo(40);
      assertThat(scalar.probing.near(query, 40)).isEqualTo(40);
      Set<Integer> lists = new HashSet<>();
      for (int i = 0; i < 40; i++) {
        int list = order.probing.at(i);
        assertThat(list).isEqualTo(scalar.probing.at(i));
        lists.add(list);
        both += distances[list] <= sorted[39] ? 1 : 0;
      }
      assertThat(lists).hasSize(40);
    }
    return both / 2000.0;
  }

  /** Every eighth list is looked at first, to guess how near the next ones are. */
  @Test
  void probesTheNextCentroidsWhereSomeListsSayLittleOfTheRest() {
    Order order = new Order(Metric.L2, KernelChoice.best());
    for (int list = 0; list < LISTS; list++) {
      order.put(list, vector(list % 8 == 0 ? 10 : -10));
    }
    for (float offset : new float[] {10, -10}) {
      assertThat(order.probing.near(vector(offset), 40)).isEqualTo(40);
      for (int i = 0; i < 40; i++) {
        assertThat(order.probing.at(i) % 8 == 0).isEqualTo(offset > 0);
      }
    }
  }

  @Test
  void leavesOutListsThatAreGone() {
    Order order = new Order(Metric.COSINE, KernelChoice.best());
    for (int list = 0; list < 70; list++) {
      order.put(list, list == 40 ? new float[32] : vector(0)); // A centroid may be nowhere.
    }
    float[] gone = vector(0);
    order.put(33, gone);
    assertThat(order.probing.near(gone, 1)).isEqualTo(1);
    assertThat(order.probing.at(0)).isEqualTo(33);
    order.probing.clear(33);
    assertThat(order.probing.near(gone, 100)).isEqualTo(69);
    for (int i = 0; i < 69; i++) {
      assertThat(order.probing.at(i)).isNotEqualTo(33);
    }
    order.put(33, gone);
    order.probing.near(gone, 1);
    assertThat(order.probing.at(0)).isEqualTo(33);
  }
}
