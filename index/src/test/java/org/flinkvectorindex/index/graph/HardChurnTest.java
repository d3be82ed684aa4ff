package org.flinkvectorindex.index.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.MapStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Structure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes that random ones don't make: neighbours that go together, one id for ever. */
class HardChurnTest {
  private static final int DIMENSION = 8;
  private static final long SEED = 3;

  /** Far from all others. */
  private static final float[] AWAY = {9, 9, 9, 9, 9, 9, 9, 9};

  private final Random random = new Random(SEED);
  private final MapStore store = new MapStore();
  private HnswIndex index;

  @BeforeEach
  void begin() {
    System.out.println("seed " + SEED);
    index = index(8, 60);
  }

  private HnswIndex index(int m, int efConstruction) {
    return new HnswIndex(
        new IndexSpec(new Structure.Hnsw(m, efConstruction), DIMENSION, Metric.L2, 0.5), store);
  }

  private float[] near(float[] point, double by) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (point[i] + by * random.nextGaussian());
    }
    return vector;
  }

  private void put(String id, float[] vector) {
    store.vectors.put(index.upsert(id, vector, 0), new MapStore.Stored(id, vector));
  }

  private void others(String name, int count) {
    for (int i = 0; i < count; i++) {
      put(name + i, near(new float[DIMENSION], 1));
    }
  }

  /** Nearer to the centre than to most others: so all want to be linked with the centre. */
  private float[] onTheSphere() {
    float[] vector = near(new float[DIMENSION], 1);
    double square = 0;
    for (float component : vector) {
      square += component * component;
    }
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  /** The cursor that clears up comes to the deleted first, and to those that link to them later. */
  private void deleteACluster() {
    others("b", 10_000);
    for (int i = 0; i < 60; i++) {
      put("c" + i, near(AWAY, 0.01));
    }
    others("a", 10_000);
    others("a", 247);
    for (int i = 0; i < 60; i++) {
      index.delete("c" + i);
    }
  }

  @Test
  void findsWhatIsNextToADeletedCluster() {
    deleteACluster();
    for (int i = 0; i < 700; i++) {
      put("a" + i, near(new float[DIMENSION], 1));
      assertThat(index.search(AWAY, 10, 64).count()).as("after %d changes", i).isEqualTo(10);
    }
  }

  @Test
  void reachesWhatIsInsertedWhereAClusterWasDeleted() {
    deleteACluster();
    for (int i = 0; i < 700; i += 10) {
      others("a", 9); // The same nine, which are changes all the same.
      float[] vector = near(AWAY, 0.01);
      put("again-" + i, vector);
      assertThat(index.idOf(index.search(vector, 1, 64).slots()[0])).isEqualTo("again-" + i);
    }
    new GraphValidator(index.graph()).validate();
  }

  @Test
  void takesAsManyLinksAsMayBeAskedFor() throws Exception {
    index = index(64, 100);
    put("centre", new float[DIMENSION]);
    Graph graph = index.graph();
    int most = 0;
    for (int i = 0; i < 1000; i++) {
      put("around-" + i, onTheSphere());
      most = Math.max(most, graph.degree(index.slotOf("centre"), 0));
    }
    index.commit();
    new GraphValidator(graph).validate();
    assertThat(most).isEqualTo(128);
    HnswIndex again =
        new HnswIndex(
            new IndexSpec(new Structure.Hnsw(64, 100), DIMENSION, Metric.L2, 0.5),
            index.checkpoint(),
            store,
            store);
    assertThat(again.graphHash()).isEqualTo(index.graphHash());
  }

  /** As after millions of updates: all labels are high. One id goes on for ever. */
  @Test
  void labelsOfAnIdThatIsUpdatedForEverDoNotRiseForEver() {
    others("a-", 1000);
    Graph graph = index.graph();
    for (int slot = 0; slot < graph.high(); slot++) {
      graph.label(slot, graph.label(slot) + SpanningTree.HIGH);
    }
    int before = highestLabel();
    float[] hot = near(AWAY, 0.01);
    for (int i = 0; i < 5000; i++) {
      put("hot", near(hot, 0.001));
      put("hotter", near(hot, 0.001));
    }
    assertThat(highestLabel()).isLessThan(before + 1000);
    new GraphValidator(graph).validate();
  }

  private int highestLabel() {
    Graph graph = index.graph();
    int highest = 0;
    for (int slot = 0; slot < graph.high(); slot++) {
      highest = graph.isLive(slot) ? Math.max(highest, graph.label(slot)) : highest;
    }
    return highest;
  }
}
