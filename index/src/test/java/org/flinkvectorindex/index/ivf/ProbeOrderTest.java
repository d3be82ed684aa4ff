package org.flinkvectorindex.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.vector.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProbeOrderTest {
  private static final int DIMENSION = 24;
  private static final int LISTS = 1000;

  private final Random random = new Random(7);

  private static ProbeOrder order(Metric metric, BlockKernels kernels) {
    return new ProbeOrder(new Shape(DIMENSION, metric), kernels, false);
  }

  private float[] vector() {
    float[] vector = new float[32];
    float length = 0.5f + random.nextFloat();
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = length * (float) random.nextGaussian();
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
    ProbeOrder order = order(metric, KernelChoice.best().blocks());
    ProbeOrder scalar = order(metric, KernelChoice.scalar().blocks());
    float[][] centroids = new float[LISTS][];
    for (int list = 0; list < LISTS; list++) {
      centroids[list] = vector();
      order.put(list, vector()); // It moves.
      order.put(list, centroids[list]);
      scalar.put(list, centroids[list]);
    }
    int both = 0;
    for (int round = 0; round < 50; round++) {
      float[] query = vector();
      double[] distances = new double[LISTS];
      for (int list = 0; list < LISTS; list++) {
        distances[list] = distance(query, centroids[list], metric);
      }
      double[] sorted = distances.clone();
      java.util.Arrays.sort(sorted);
      assertThat(order.near(query, 40)).isEqualTo(40);
      assertThat(scalar.near(query, 40)).isEqualTo(40);
      Set<Integer> lists = new HashSet<>();
      for (int i = 0; i < 40; i++) {
        assertThat(order.at(i)).isEqualTo(scalar.at(i));
        lists.add(order.at(i));
        both += distances[order.at(i)] <= sorted[39] ? 1 : 0;
      }
      assertThat(lists).hasSize(40);
    }
    assertThat(both / 2000.0).isGreaterThan(0.9);
  }

  @Test
  void leavesOutListsThatAreGone() {
    ProbeOrder order = order(Metric.COSINE, KernelChoice.best().blocks());
    for (int list = 0; list < 70; list++) {
      order.put(list, list == 40 ? new float[32] : vector()); // A centroid may be nowhere.
    }
    float[] gone = vector();
    order.put(33, gone);
    assertThat(order.near(gone, 1)).isEqualTo(1);
    assertThat(order.at(0)).isEqualTo(33);
    order.clear(33);
    assertThat(order.near(gone, 100)).isEqualTo(69);
    for (int i = 0; i < 69; i++) {
      assertThat(order.at(i)).isNotEqualTo(33);
    }
    order.put(33, gone);
    order.near(gone, 1);
    assertThat(order.at(0)).isEqualTo(33);
  }
}
