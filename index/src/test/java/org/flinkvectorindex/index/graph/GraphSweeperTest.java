package org.flinkvectorindex.index.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.MapStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.junit.jupiter.api.Test;

/** What is left of the graph when every vector has gone and come some times. */
class GraphSweeperTest {
  private static final int DIMENSION = 24;
  private static final int LIVE = 2_000;
  private static final int TURNS = 5;
  private static final long SEED = 11;

  private static final int QUERIES = 1_000;
  private static final int K = 10;

  /** Some close to where most point to, others far from all. */
  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    double apart = 0.3 + 2 * random.nextDouble() * random.nextDouble();
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (0.5 + apart * random.nextGaussian());
    }
    return vector;
  }

  private static HnswIndex index() {
    return new HnswIndex(
        new IndexSpec(new Structure.Hnsw(16, 100), DIMENSION, Metric.COSINE, 0.5), new MapStore());
  }

  private static double degree(Graph graph) {
    long links = 0;
    int live = 0;
    for (int slot = 0; slot < graph.high(); slot++) {
      if (graph.isLive(slot)) {
        links += graph.degree(slot, 0);
        live++;
      }
    }
    return (double) links / live;
  }

  /** Share of the true nearest that searches with little effort find. */
  private double recall(HnswIndex index) {
    Random queries = new Random(SEED + 1);
    int found = 0;
    for (int q = 0; q < QUERIES; q++) {
      float[] query = vector(queries);
      SearchHits exact = index.search(query, K, LIVE);
      float kth = exact.distances()[K - 1];
      for (float distance : index.search(query, K, 2 * K).distances()) {
        found += distance <= kth ? 1 : 0;
      }
    }
    return found / (double) (QUERIES * K);
  }

  /** Where repairs led one way only, or lists became shorter, searches would find less. */
  @Test
  void findsAsMuchAsANewGraph() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    HnswIndex churned = index();
    HnswIndex fresh = index();
    for (int i = 0; i < (1 + TURNS) * LIVE; i++) {
      float[] vector = vector(random);
      churned.upsert("v" + i, vector, 0);
      if (i >= LIVE) {
        churned.delete("v" + (i - LIVE));
      }
      if (i >= TURNS * LIVE) {
        fresh.upsert("v" + i, vector, 0);
      }
    }
    assertThat(churned.size()).isEqualTo(fresh.size());
    assertThat(recall(churned)).isGreaterThan(recall(fresh) - 0.005);
    assertThat(degree(churned.graph())).isGreaterThan(0.93 * degree(fresh.graph()));
    assertThat(churned.deleted()).as("deleted and not free yet").isLessThan(LIVE / 20);
  }
}
