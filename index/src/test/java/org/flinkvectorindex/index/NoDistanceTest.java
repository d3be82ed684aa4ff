package org.flinkvectorindex.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.flinkvectorindex.index.Quantizer.Kind;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where products overflow with either sign a distance is no number: it is +∞ then, everywhere. */
class NoDistanceTest {
  private static final int NUMBERS = 5;
  private static final int OTHERS = 20;
  private static final int K = 10;

  static Stream<Arguments> indexes() {
    return Stream.of(
            new Structure.Flat(),
            new Structure.Hnsw(8, 40),
            new Structure.Hnsw(8, 40, 4096),
            new Structure.Hnsw(8, 40, 18), // Some are linked, some are not.
            new Structure.Ivf(4, 0),
            new Structure.Ivf(4, 4096))
        .flatMap(
            structure ->
                Stream.of(
                        Quantizer.NONE,
                        new Quantizer(Kind.SQ8, 8, 0, Originals.HEAP),
                        new Quantizer(Kind.SQ8, 8, 30, Originals.STORE),
                        new Quantizer(Kind.RABITQ, 4, 0, Originals.HEAP),
                        new Quantizer(Kind.PQ, 2, 0, Originals.HEAP))
                    .filter(
                        quantizer ->
                            quantizer.kind() != Kind.PQ || structure instanceof Structure.Ivf)
                    .map(quantizer -> Arguments.of(structure, quantizer)));
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void comesLastAndHidesNothing(Structure structure, Quantizer quantizer) {
    MapStore store = new MapStore();
    VectorIndex index =
        VectorIndex.create(new IndexSpec(structure, 2, Metric.IP, 0.5, quantizer), store);
    for (int i = 0; i < OTHERS; i++) {
      put(index, store, "other-%02d".formatted(i), 1e30f, -1e30f);
      if (i < NUMBERS) {
        put(index, store, "number-" + i, 1 << i, 1 << i);
      }
    }
    List<String> ids = new ArrayList<>();
    for (int i = NUMBERS - 1; i >= 0; i--) {
      ids.add("number-" + i);
    }
    for (int i = 0; ids.size() < K; i++) {
      ids.add("other-%02d".formatted(i));
    }
    float[] query = {1e30f, 1e30f};
    int ef = structure instanceof Structure.Ivf ? 0 : 64;
    Search asked = new Search(K, ef);
    for (SearchHits hits :
        List.of(
            index.search(query, K, ef),
            index.search(query, asked.accepting(slot -> true)),
            index.search(query, asked.within(1000)))) {
      assertThat(Arrays.stream(hits.slots()).mapToObj(index::idOf)).isEqualTo(ids);
      assertThat(hits.distances())
          .startsWith(-32 * 1e30f, -16 * 1e30f, -8 * 1e30f, -4 * 1e30f, -2 * 1e30f)
          .endsWith(repeated(Float.POSITIVE_INFINITY, K - NUMBERS));
      ExactScan scan = index.exactly();
      scan.aim(query);
      for (int i = 0; i < K; i++) {
        assertThat(scan.distance(hits.slots()[i])).isEqualTo(hits.distances()[i]);
      }
    }
    assertThat(index.search(query, asked.nearerThan(-2 * 1e30f)).count()).isEqualTo(NUMBERS - 1);
  }

  private static float[] repeated(float value, int times) {
    float[] values = new float[times];
    Arrays.fill(values, value);
    return values;
  }

  private static void put(VectorIndex index, MapStore store, String id, float... vector) {
    store.vectors.put(index.upsert(id, vector, 0), new MapStore.Stored(id, vector));
  }
}
