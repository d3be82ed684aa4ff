package org.flinkvectorindex.index.ivf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lists as they are made where all vectors are known before: by k-means over all of them, without
 * anything of what keeps lists up to date.
 */
final class TrainedLists {
  private static final int ROUNDS = 12;

  private final List<float[]> vectors;
  private final float[][] centroids;
  private List<List<Integer>> lists = List.of();

  /**
   * @param vectors in no order
   */
  TrainedLists(List<float[]> vectors, int count) {
    this.vectors = vectors;
    centroids = IntStream.range(0, count).mapToObj(vectors::get).toArray(float[][]::new);
    assign();
    for (int round = 1; round < ROUNDS; round++) {
      for (int list = 0; list < count; list++) {
        centroids[list] = mean(list);
      }
      assign();
    }
  }

  private void assign() {
    lists = new ArrayList<>();
    for (int list = 0; list < centroids.length; list++) {
      lists.add(new ArrayList<>());
    }
    for (int i = 0; i < vectors.size(); i++) {
      int nearest = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int list = 0; list < centroids.length; list++) {
        double distance = squaredL2(vectors.get(i), centroids[list]);
        if (distance < least) {
          least = distance;
          nearest = list;
        }
      }
      lists.get(nearest).add(i);
    }
  }

  private float[] mean(int list) {
    List<Integer> of = lists.get(list);
    float[] mean = new float[centroids[list].length];
    for (int vector : of) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vectors.get(vector)[i] / of.size();
      }
    }
    return of.isEmpty() ? centroids[list] : mean;
  }

  int count() {
    return centroids.length;
  }

  /** The vectors of the lists whose centroids are nearest, by their place among those given. */
  List<Integer> probe(float[] query, int probes) {
    return IntStream.range(0, centroids.length)
        .boxed()
        .sorted(Comparator.comparingDouble(list -> squaredL2(query, centroids[list])))
        .limit(probes)
        .flatMap(list -> lists.get(list).stream())
        .toList();
  }

  static double squaredL2(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return sum;
  }
}
