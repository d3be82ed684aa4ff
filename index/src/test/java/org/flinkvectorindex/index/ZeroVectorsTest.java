package org.flinkvectorindex.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Under cosine a vector of length zero has no direction: it is one away from all, and in nobody's
 * way.
 */
class ZeroVectorsTest {
  private static final int DIMENSION = 24;
  private static final int ROWS = 1500;
  private static final long SEED = 20261122;

  static Stream<Arguments> indexes() {
    return Stream.of(new Structure.Flat(), new Structure.Hnsw(8, 60), new Structure.Ivf(40, 0))
        .flatMap(
            structure ->
                List.of(
                        Quantizer.NONE,
                        new Quantizer(Quantizer.Kind.SQ8, 8, 0, Originals.HEAP),
                        new Quantizer(Quantizer.Kind.RABITQ, 4, 0, Originals.HEAP),
                        new Quantizer(Quantizer.Kind.PQ, 2, 0, Originals.HEAP))
                    .stream()
                    .filter(
                        quantizer ->
                            quantizer.kind() != Quantizer.Kind.PQ
                                || structure instanceof Structure.Ivf)
                    .map(quantizer -> Arguments.of(structure, quantizer)));
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void areOneAwayFromAll(Structure structure, Quantizer quantizer) {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    VectorIndex index =
        VectorIndex.create(
            new IndexSpec(structure, DIMENSION, Metric.COSINE, 0.5, quantizer), new MapStore());
    float[][] rows = new float[ROWS][DIMENSION];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < DIMENSION && row % 10 != 0; i++) {
        rows[row][i] = (float) random.nextGaussian();
      }
      index.upsert(Integer.toString(row), rows[row], 0);
    }
    index.commit();
    if (structure instanceof Structure.Ivf) {
      areOneAwayFromAll(index, rows, 0);
      areOneAwayFromAll(index, rows, 12); // Lists found by codes of their centroids.
    } else {
      areOneAwayFromAll(index, rows, 100);
    }
  }

  private static void areOneAwayFromAll(VectorIndex index, float[][] rows, int ef) {
    for (int row = 1; row < ROWS; row += 10) {
      SearchHits hits = index.search(rows[row], new Search(10, ef));
      assertThat(index.idOf(hits.slots()[0])).isEqualTo(Integer.toString(row));
      assertThat(hits.distances()[9]).isLessThan(1);
    }
    SearchHits hits = index.search(new float[DIMENSION], new Search(10, ef));
    assertThat(hits.distances()).hasSize(10).containsOnly(1);
  }
}
