package org.flinkvectorindex.index.flat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.MapStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.VectorIndex;
import org.junit.jupiter.api.Test;

class FlatIndexTest {
  private static final IndexSpec SPEC = new IndexSpec(new Structure.Flat(), 2, Metric.L2, 0.5);

  private final MapStore store = new MapStore();

  private void put(VectorIndex index, String id, float... vector) {
    store.vectors.put(index.upsert(id, vector, 0), new MapStore.Stored(id, vector));
  }

  private static String[] ids(VectorIndex index, SearchHits hits) {
    return Arrays.stream(hits.slots()).mapToObj(index::idOf).toArray(String[]::new);
  }

  @Test
  void answersExactlyWithTiesById() {
    VectorIndex index = VectorIndex.create(SPEC, store);
    put(index, "far", 9, 9);
    put(index, "c", 1, 0);
    put(index, "a", 0, 1);
    put(index, "b", -1, 0);
    put(index, "at", 0, 0);
    SearchHits hits = index.search(new float[] {0, 0}, 3, 3);
    assertThat(ids(index, hits)).containsExactly("at", "a", "b");
    assertThat(hits.distances()).containsExactly(0, 1, 1);
    assertThat(index.search(new float[] {0, 0}, 10, 10).count()).isEqualTo(5);
  }

  @Test
  void followsUpdatesAndDeletesAndComesBack() throws Exception {
    VectorIndex index = VectorIndex.create(SPEC, store);
    for (int i = 0; i < 100; i++) {
      put(index, "id" + i, i, 0);
    }
    for (int i = 0; i < 100; i += 2) {
      index.delete("id" + i);
    }
    put(index, "id1", 1000, 0);
    index.commit();
    VectorIndex back = VectorIndex.restore(SPEC, index.checkpoint(), store, store);
    assertThat(back.graphHash()).isEqualTo(index.graphHash());
    assertThat(back.operations()).isEqualTo(151);
    SearchHits hits = back.search(new float[] {0, 0}, 2, 2);
    assertThat(ids(back, hits)).containsExactly("id3", "id5");
    assertThat(back.size()).isEqualTo(50);
    put(back, "new", 0, 0);
    put(index, "new", 0, 0);
    assertThat(back.slotOf("new")).isEqualTo(index.slotOf("new"));
  }

  @Test
  void refusesToComeBackWithoutAllVectors() {
    VectorIndex index = VectorIndex.create(SPEC, store);
    put(index, "a", 1, 1);
    put(index, "b", 1, 1);
    byte[] checkpoint = index.checkpoint();
    store.vectors.remove(index.slotOf("b"));
    assertThatThrownBy(() -> VectorIndex.restore(SPEC, checkpoint, store, store))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("1 vectors")
        .hasMessageContaining("says 2");
  }

  @Test
  void comparesCodesFirstAndTheBestInFull() {
    long seed = 17;
    Random random = new Random(seed);
    int dimension = 96;
    Quantizer quantizer = new Quantizer(Quantizer.Kind.RABITQ, 1, 0, Quantizer.Originals.STORE);
    VectorIndex coded =
        VectorIndex.create(
            new IndexSpec(new Structure.Flat(), dimension, Metric.L2, 0.5, quantizer), store);
    VectorIndex exact =
        VectorIndex.create(
            new IndexSpec(new Structure.Flat(), dimension, Metric.L2, 0.5), new MapStore());
    for (int i = 0; i < 2000; i++) {
      float[] vector = gaussian(random, dimension);
      put(coded, "id" + i, vector);
      exact.upsert("id" + i, vector, 0);
    }
    int same = 0;
    for (int q = 0; q < 50; q++) {
      float[] query = gaussian(random, dimension);
      SearchHits found = coded.search(query, 10, 300);
      String[] expected = ids(exact, exact.search(query, 10, 10));
      for (String id : ids(coded, found)) {
        same += Arrays.asList(expected).contains(id) ? 1 : 0;
      }
    }
    assertThat(same / 500.0).as("recall, seed %d", seed).isGreaterThan(0.95);
    assertThat(coded.heapBytes()).isLessThan(exact.heapBytes() / 3);
  }

  private static float[] gaussian(Random random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
