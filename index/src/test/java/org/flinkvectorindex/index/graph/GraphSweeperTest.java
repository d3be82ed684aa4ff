package org.flinkvectorindex.index.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.MapStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Structure;
import org.junit.jupiter.api.Test;

/** What is left of the graph when every vector has gone and come some times. */
class GraphSweeperTest {
  private static final int DIMENSION = 24;
  private static final int LIVE = 2_000;
  private static final int TURNS = 5;
  private static final long SEED = 11;

  private final Random random = new Random(SEED);

  private float[] vector() {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
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

  /** Else searches see less of the graph with every turnover, and find less. */
  @Test
  void listsStayAsLongAsThoseOfANewGraph() {
    System.out.println("seed " + SEED);
    HnswIndex churned = index();
    HnswIndex fresh = index();
    for (int i = 0; i < (1 + TURNS) * LIVE; i++) {
      float[] vector = vector();
      churned.upsert("v" + i, vector, 0);
      if (i >= LIVE) {
        churned.delete("v" + (i - LIVE));
      }
      if (i >= TURNS * LIVE) {
        fresh.upsert("v" + i, vector, 0);
      }
    }
    assertThat(churned.size()).isEqualTo(fresh.size());
    assertThat(degree(churned.graph())).isGreaterThan(0.93 * degree(fresh.graph()));
    assertThat(churned.deleted()).as("deleted and not free yet").isLessThan(LIVE / 20);
  }
}
