package org.flinkvectorindex.index.flat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.MapStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Quantizer.Kind;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.flinkvectorindex.index.Search;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.VectorIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

  static Stream<Arguments> metricsAndCodes() {
    return Stream.of(Metric.values())
        .flatMap(
            metric ->
                Stream.of(
                    Arguments.of(metric, new Quantizer(Kind.SQ8, 8, 0, Originals.STORE)),
                    Arguments.of(metric, new Quantizer(Kind.RABITQ, 4, 0, Originals.STORE)),
                    Arguments.of(metric, new Quantizer(Kind.RABITQ, 1, 0, Originals.STORE))));
  }

  /** What codes leave in question decides which vectors are read, not a number of candidates. */
  @ParameterizedTest
  @MethodSource("metricsAndCodes")
  void isAsGoodAsExactWithCodes(Metric metric, Quantizer quantizer) {
    double recall = recall(metric, quantizer, new Search(10, 10));
    assertThat(recall).isGreaterThan(0.99);
    assertThat(recall(metric, quantizer, new Search(10, 10).accepting(slot -> slot % 3 == 0)))
        .isGreaterThan(0.99);
  }

  @Test
  void comparesCodesFirstAndAsManyInFullAsItMay() {
    Quantizer few = new Quantizer(Kind.RABITQ, 1, 20, Originals.STORE);
    assertThat(recall(Metric.L2, few, new Search(10, 300))).isBetween(0.2, 0.8);
    Quantizer more = new Quantizer(Kind.RABITQ, 1, 300, Originals.STORE);
    assertThat(recall(Metric.L2, more, new Search(10, 300))).isGreaterThan(0.95);
  }

  /** Of 50 searches for ten, against an index without codes. */
  private double recall(Metric metric, Quantizer quantizer, Search search) {
    long seed = 17;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int dimension = 96;
    VectorIndex coded =
        VectorIndex.create(
            new IndexSpec(new Structure.Flat(), dimension, metric, 0.5, quantizer), store);
    VectorIndex exact =
        VectorIndex.create(
            new IndexSpec(new Structure.Flat(), dimension, metric, 0.5), new MapStore());
    for (int i = 0; i < 2000; i++) {
      float[] vector = gaussian(random, dimension);
      put(coded, "id" + i, vector);
      exact.upsert("id" + i, vector, 0);
    }
    int same = 0;
    for (int q = 0; q < 50; q++) {
      float[] query = gaussian(random, dimension);
      SearchHits found =
          search.isPlain()
              ? coded.search(query, search.k(), search.ef())
              : coded.search(query, search);
      String[] expected = ids(exact, exact.search(query, search));
      for (String id : ids(coded, found)) {
        same += Arrays.asList(expected).contains(id) ? 1 : 0;
      }
    }
    assertThat(coded.heapBytes()).isLessThan(exact.heapBytes() / (quantizer.bits() == 1 ? 3 : 1));
    return same / 500.0;
  }

  private static float[] gaussian(Random random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
