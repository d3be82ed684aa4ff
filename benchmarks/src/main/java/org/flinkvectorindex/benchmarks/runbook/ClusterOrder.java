package org.flinkvectorindex.benchmarks.runbook;

import java.util.Random;
import org.flinkvectorindex.benchmarks.DiscardingStore;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.VectorIndex;

/**
 * The rows of a data set cluster by cluster, as they come from a source that goes from subject to
 * subject: the order that is hardest for an index which learns from what it has seen. Clusters are
 * those of k-means from a seeded choice of rows; within one the order of the rows stays.
 */
final class ClusterOrder {
  private static final long SEED = 42;
  private static final int ROUNDS = 5;

  private final Vectors base;
  private final IndexSpec spec;
  private final int clusters;
  private final int[] clusterOf;

  private ClusterOrder(Vectors base, Metric metric, int clusters) {
    this.base = base;
    this.clusters = clusters;
    spec = new IndexSpec(new Structure.Flat(), base.dimension(), metric, 0.5);
    clusterOf = new int[base.count()];
  }

  /**
   * @param clusters at most as many as there are rows
   */
  static Vectors of(Vectors base, Metric metric, int clusters) {
    if (clusters < 1 || clusters > base.count()) {
      throw new IllegalArgumentException(
          "--clusters is %d, allowed: 1 to %d, the number of rows"
              .formatted(clusters, base.count()));
    }
    ClusterOrder order = new ClusterOrder(base, metric, clusters);
    order.group();
    return order.rows();
  }

  private void group() {
    float[][] centroids =
        new Random(SEED)
            .ints(0, base.count())
            .distinct()
            .limit(clusters)
            .mapToObj(base::row)
            .toArray(float[][]::new);
    for (int round = 0; round < ROUNDS; round++) {
      assign(centroids);
      centroids = means(centroids);
    }
    assign(centroids);
  }

  private void assign(float[][] centroids) {
    VectorIndex nearest = VectorIndex.create(spec, new DiscardingStore());
    for (int i = 0; i < clusters; i++) {
      nearest.upsert(Integer.toString(i), centroids[i], 0);
    }
    for (int row = 0; row < clusterOf.length; row++) {
      int slot = nearest.search(base.row(row), 1, 1).slots()[0];
      clusterOf[row] = Integer.parseInt(nearest.idOf(slot));
    }
  }

  /** A cluster without rows keeps its centroid. */
  private float[][] means(float[][] centroids) {
    int[] counts = new int[clusters];
    float[][] means = new float[clusters][base.dimension()];
    for (int row = 0; row < clusterOf.length; row++) {
      float[] mean = means[clusterOf[row]];
      float share = 1f / ++counts[clusterOf[row]];
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (base.values()[row * mean.length + i] - mean[i]) * share;
      }
    }
    for (int i = 0; i < clusters; i++) {
      means[i] = counts[i] == 0 ? centroids[i] : means[i];
    }
    return means;
  }

  private Vectors rows() {
    int dimension = base.dimension();
    float[] values = new float[base.values().length];
    int to = 0;
    for (int cluster = 0; cluster < clusters; cluster++) {
      for (int row = 0; row < clusterOf.length; row++) {
        if (clusterOf[row] == cluster) {
          System.arraycopy(base.values(), row * dimension, values, to, dimension);
          to += dimension;
        }
      }
    }
    return new Vectors(base.count(), dimension, values);
  }
}
