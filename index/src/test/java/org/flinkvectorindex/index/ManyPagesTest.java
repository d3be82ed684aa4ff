package org.flinkvectorindex.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.flinkvectorindex.index.graph.GraphValidator;
import org.flinkvectorindex.index.graph.HnswIndex;
import org.flinkvectorindex.index.ivf.IvfIndex;
import org.flinkvectorindex.index.ivf.ListValidator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Shards larger than a page of anything, in which slots are not filled from the first to the last:
 * structures that take over thousands of vectors, and deletes of whole ranges.
 */
class ManyPagesTest {
  private static final int DIMENSION = 4;
  private static final int COMMIT_EVERY = 32;
  private static final int LATE = 3000;

  private final Random random = new Random(5);
  private MapStore store = new MapStore();

  static List<Structure> structures() {
    return List.of(
        new Structure.Hnsw(8, 40),
        new Structure.Hnsw(8, 40, LATE),
        new Structure.Ivf(40, 0),
        new Structure.Ivf(40, LATE));
  }

  @ParameterizedTest
  @MethodSource("structures")
  void beginsAfterThousandsOfVectors(Structure structure) throws Exception {
    IndexSpec spec = spec(structure);
    VectorIndex index = VectorIndex.create(spec, store);
    for (int from = 0; from < LATE + 1000; from += 500) {
      upsert(index, from, from + 500);
      index = restored(spec, index);
    }
    assertFinds(index, LATE + 1000);
  }

  @ParameterizedTest
  @MethodSource("structures")
  void takesThousandsOfVectorsOver(Structure structure) throws Exception {
    VectorIndex flat = VectorIndex.create(spec(new Structure.Flat()), store);
    upsert(flat, 0, 5000);
    MapStore left = new MapStore();
    left.vectors.putAll(store.vectors);
    store = left;
    IndexSpec spec = spec(structure);
    VectorIndex index = VectorIndex.over(spec, store, store);
    for (int from = 5000; from < 8000; from += 500) {
      upsert(index, from, from + 500);
      index = restored(spec, index);
      assertFinds(index, from + 500);
    }
  }

  @ParameterizedTest
  @MethodSource("structures")
  void comesBackWithoutWhatCameFirst(Structure structure) throws Exception {
    IndexSpec spec = spec(structure);
    VectorIndex index = VectorIndex.create(spec, store);
    upsert(index, 0, 4096);
    for (int end = 1024; end <= 3072; end += 1024) {
      delete(index, end - 1024, end);
      index = restored(spec, index);
      assertThat(index.size()).isEqualTo(4096 - end);
      assertFinds(index, 4096 - end);
    }
    delete(index, 3072, 4000);
    upsert(index, 5000, 5500);
    index = restored(spec, index);
    assertFinds(index, 96 + 500);
  }

  @ParameterizedTest
  @MethodSource("structures")
  void comesBackWithNothingLeft(Structure structure) throws Exception {
    IndexSpec spec = spec(structure);
    VectorIndex index = VectorIndex.create(spec, store);
    upsert(index, 0, 2000);
    delete(index, 0, 2000);
    index = restored(spec, index);
    assertThat(index.size()).isZero();
    upsert(index, 0, 2000);
    index = restored(spec, index);
    assertFinds(index, 2000);
  }

  /** Nothing of what was in them comes back, whenever it is stopped. */
  @ParameterizedTest
  @MethodSource("structures")
  void comesBackWhilePagesAreGivenBack(Structure structure) throws Exception {
    IndexSpec spec = spec(structure);
    VectorIndex index = VectorIndex.create(spec, store);
    upsert(index, 0, 6000);
    delete(index, 0, 6000);
    VectorIndex twin = index;
    MapStore twins = store;
    for (int i = 0; i < 600; i++) {
      index = restored(spec, index);
      String id = "id-" + i % 7;
      float[] vector = vector();
      store.vectors.put(index.upsert(id, vector, 0), new MapStore.Stored(id, vector));
      twins.vectors.put(twin.upsert(id, vector, 0), new MapStore.Stored(id, vector));
      index.commit();
      twin.commit();
      assertThat(index.graphHash()).as("change %d", i).isEqualTo(twin.graphHash());
    }
    index = restored(spec, index);
    assertFinds(index, 7);
  }

  private static IndexSpec spec(Structure structure) {
    return new IndexSpec(structure, DIMENSION, Metric.L2, 0.5);
  }

  private void upsert(VectorIndex index, int from, int to) {
    for (int i = from; i < to; i++) {
      float[] vector = vector();
      store.vectors.put(index.upsert("id-" + i, vector, 0), new MapStore.Stored("id-" + i, vector));
      if (i % COMMIT_EVERY == 0) {
        index.commit();
      }
    }
    index.commit();
  }

  private void delete(VectorIndex index, int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(index.delete("id-" + i)).isNotEqualTo(VectorIndex.NONE);
      if (i % COMMIT_EVERY == 0) {
        index.commit();
      }
    }
    index.commit();
  }

  private float[] vector() {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private VectorIndex restored(IndexSpec spec, VectorIndex index) throws Exception {
    store = store.copy();
    VectorIndex restored = VectorIndex.restore(spec, index.checkpoint(), store, store);
    assertThat(restored.graphHash()).isEqualTo(index.graphHash());
    assertThat(restored.size()).isEqualTo(index.size());
    if (restored instanceof HnswIndex graph) {
      new GraphValidator(graph.graph()).validate();
    } else if (restored instanceof IvfIndex lists) {
      new ListValidator(lists).validate();
    }
    return restored;
  }

  /** Nine of ten nearest neighbours, over all that is there. */
  private void assertFinds(VectorIndex index, int live) {
    ExactScan scan = index.exactly();
    int found = 0;
    for (int q = 0; q < 20; q++) {
      float[] query = vector();
      scan.aim(query);
      float nearest = Float.POSITIVE_INFINITY;
      int seen = 0;
      for (int slot = 0; slot < scan.high(); slot++) {
        if (scan.live(slot)) {
          nearest = Math.min(nearest, scan.distance(slot));
          seen++;
        }
      }
      assertThat(seen).isEqualTo(live);
      found += index.search(query, 1, 64).distances()[0] <= nearest ? 1 : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo(18);
  }
}
