package org.flinkvectorindex.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.vector.FloatBlocks;
import org.flinkvectorindex.index.vector.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether codes are read first or not: a vector's list is the one whose centroid is nearest. */
final class CentroidsTest {
  private static final long SEED = 17;
  private static final int DIMENSION = 24;
  private static final int FEW = 300;
  private static final int MANY = 9000;
  private static final int NEXT = 18;

  /** What floats leave out of a squared distance, as a share of the squared lengths. */
  private static final double ROUNDED = 1e-6;

  private final Random random = new Random(SEED);
  private final List<float[]> all = new ArrayList<>();

  static Stream<Arguments> cases() {
    return Stream.of(Metric.values())
        .flatMap(
            metric ->
                Stream.of(FEW, MANY)
                    .flatMap(
                        lists ->
                            Stream.of(0f, 30f).map(offset -> Arguments.of(metric, lists, offset))));
  }

  @ParameterizedTest(name = "{0}, {1} lists, {2} from the origin")
  @MethodSource("cases")
  void findsTheNextLists(Metric metric, int lists, float offset) {
    System.out.println("seed " + SEED);
    Centroids centroids = centroids(metric, KernelChoice.best());
    Centroids scalar = centroids(metric, KernelChoice.scalar());
    for (int list = 0; list < lists; list++) {
      all.add(vector(metric, offset));
      centroids.put(list, vector(metric, offset)); // It moves.
      centroids.put(list, all.get(list));
      scalar.put(list, all.get(list));
    }
    for (int list = 3; list < lists; list += 10) {
      all.set(list, null);
      centroids.clear(list);
      scalar.clear(list);
    }
    for (int list = 3; list < lists; list += 20) {
      all.set(list, vector(metric, offset));
      centroids.put(list, all.get(list));
      scalar.put(list, all.get(list));
    }
    for (int round = 0; round < 50; round++) {
      requireNext(centroids, scalar, vector(metric, offset), NEXT);
    }
    float[] zero = new float[32];
    for (int round = 0; round < 20; round++) { // Nothing but rounding tells its codes from it.
      requireNext(centroids, scalar, zero, NEXT);
      int gone = centroids.nearest(zero);
      all.set(gone, null);
      centroids.clear(gone);
      scalar.clear(gone);
    }
    for (int list = NEXT; list < lists; list++) {
      if (all.set(list, null) != null) {
        centroids.clear(list);
        scalar.clear(list);
      }
    }
    int left = (int) all.stream().filter(Objects::nonNull).count();
    requireNext(centroids, scalar, zero, left);
    assertThat(centroids.order(vector(metric, offset), lists)).isEqualTo(left);
  }

  private void requireNext(Centroids centroids, Centroids scalar, float[] point, int count) {
    double[] next = next(point);
    requireNear(point, centroids.nearest(point), next[0]);
    assertThat(scalar.nearest(point)).isEqualTo(centroids.nearest(point));
    assertThat(centroids.order(point, count)).isEqualTo(count);
    assertThat(scalar.order(point, count)).isEqualTo(count);
    for (int i = 0; i < count; i++) {
      requireNear(point, centroids.at(i), next[i]);
      assertThat(scalar.at(i)).isEqualTo(centroids.at(i));
      assertThat(scalar.scored(scalar.at(i))).isEqualTo(centroids.scored(centroids.at(i)));
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void comparesWithFewOfMany(Metric metric) {
    CountingKernels counting = new CountingKernels();
    Centroids centroids = centroids(metric, counting.kernels);
    for (int list = 0; list < MANY; list++) {
      centroids.put(list, vector(metric, 0));
    }
    long before = counting.comparisons();
    centroids.nearest(vector(metric, 0));
    assertThat(counting.comparisons() - before)
        .as("codes of all, and some centroids")
        .isBetween((long) MANY + 1, MANY + MANY / 2L);
  }

  private static Centroids centroids(Metric metric, Kernels kernels) {
    Shape shape = new Shape(DIMENSION, metric);
    return new Centroids(shape, kernels, new FloatBlocks(shape, kernels.blocks()));
  }

  /** As long as the means of lists may be. */
  private float[] vector(Metric metric, float offset) {
    float[] vector = new float[32];
    double square = 0;
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = offset + (float) random.nextGaussian();
      square += (double) vector[i] * vector[i];
    }
    double length =
        metric == Metric.COSINE ? (0.5 + random.nextDouble() / 2) / Math.sqrt(square) : 1;
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (vector[i] * length);
    }
    return vector;
  }

  /** Squared distances of the centroids, ascending. */
  private double[] next(float[] point) {
    return all.stream()
        .mapToDouble(each -> each == null ? Double.MAX_VALUE : TrainedLists.squaredL2(point, each))
        .sorted()
        .toArray();
  }

  private void requireNear(float[] point, int list, double distance) {
    assertThat(all.get(list)).as("list %d", list).isNotNull();
    double scale = square(point) + square(all.get(list));
    assertThat(TrainedLists.squaredL2(point, all.get(list)))
        .isLessThanOrEqualTo(distance + ROUNDED * scale);
  }

  private static double square(float[] vector) {
    return TrainedLists.squaredL2(vector, new float[vector.length]);
  }
}
