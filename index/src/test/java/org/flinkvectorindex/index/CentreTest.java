package org.flinkvectorindex.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flinkvectorindex.index.Quantizer.Kind;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Vectors that are close together and far from the origin are told apart by codes too. */
class CentreTest {
  private static final int DIMENSION = 24;
  private static final int COUNT = 3000;
  private static final int K = 10;

  private static final List<Structure> STRUCTURES =
      List.of(new Structure.Flat(), new Structure.Hnsw(12, 80), new Structure.Ivf(60, 0));

  private static final List<Quantizer> QUANTIZERS =
      List.of(
          new Quantizer(Kind.SQ8, 8, 20, Originals.HEAP),
          new Quantizer(Kind.RABITQ, 4, 20, Originals.HEAP),
          new Quantizer(Kind.RABITQ, 8, 20, Originals.STORE));

  static Stream<Arguments> specs() {
    return Arrays.stream(Metric.values())
        .flatMap(
            metric ->
                STRUCTURES.stream()
                    .flatMap(
                        structure ->
                            QUANTIZERS.stream()
                                .map(
                                    quantizer ->
                                        Arguments.of(
                                            new IndexSpec(
                                                structure, DIMENSION, metric, 0.5, quantizer)))));
  }

  /** Vectors of spread one around a point. */
  private static final class Cloud {
    final Random random;
    final float[] middle = new float[DIMENSION];

    Cloud(long seed) {
      random = new Random(seed);
      System.out.println("seed " + seed);
    }

    static Cloud at(long seed, float every) {
      Cloud cloud = new Cloud(seed);
      Arrays.fill(cloud.middle, every);
      return cloud;
    }

    float[] vector() {
      float[] vector = middle.clone();
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] += (float) random.nextGaussian();
      }
      return vector;
    }
  }

  private static void fill(VectorIndex index, MapStore store, Cloud cloud, int from, int to) {
    for (int i = from; i < to; i++) {
      float[] vector = cloud.vector();
      String id = "id-" + i % COUNT;
      store.vectors.put(index.upsert(id, vector, 0), new MapStore.Stored(id, vector));
      if (i % 5 == 4) {
        index.delete("id-" + (i - 4) % COUNT);
      }
      if (i % 8 == 0) {
        index.commit();
      }
    }
    index.commit();
  }

  private static int effort(IndexSpec spec) {
    return spec.structure() instanceof Structure.Ivf ? 30 : 80;
  }

  private static double recall(VectorIndex index, IndexSpec spec, MapStore store, Cloud cloud) {
    int found = 0;
    int queries = 40;
    for (int q = 0; q < queries; q++) {
      float[] query = cloud.vector();
      List<Double> nearest = new ArrayList<>();
      for (Map.Entry<Integer, MapStore.Stored> each : store.vectors.entrySet()) {
        if (index.slotOf(each.getValue().id()) == each.getKey()) {
          nearest.add(RandomOperations.distance(query, each.getValue().vector(), spec.metric()));
        }
      }
      nearest.sort(null);
      double farthest = nearest.get(K - 1);
      SearchHits hits = index.search(query, K, effort(spec));
      for (int h = 0; h < hits.count(); h++) {
        float[] vector = store.vectors.get(hits.slots()[h]).vector();
        double distance = RandomOperations.distance(query, vector, spec.metric());
        found += distance <= farthest + 1e-9 * Math.abs(farthest) ? 1 : 0;
      }
    }
    return found / (double) (queries * K);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void findsWhereAllIsFarFromTheOrigin(IndexSpec spec) {
    float far = spec.metric() == Metric.L2 ? 100 : spec.metric() == Metric.COSINE ? 10 : 3;
    assertFindsAsWithoutCodes(spec, () -> Cloud.at(31, far));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void findsWhereOneComponentIsLargeAndAlwaysAboutTheSame(IndexSpec spec) {
    float far = spec.metric() == Metric.L2 ? 10_000 : 50;
    assertFindsAsWithoutCodes(
        spec,
        () -> {
          Cloud cloud = new Cloud(32);
          cloud.middle[5] = far;
          return cloud;
        });
  }

  private static void assertFindsAsWithoutCodes(IndexSpec spec, Supplier<Cloud> clouds) {
    IndexSpec plain =
        new IndexSpec(spec.structure(), DIMENSION, spec.metric(), 0.5, Quantizer.NONE);
    double without = recall(plain, clouds.get());
    double recall = recall(spec, clouds.get());
    assertThat(recall).isGreaterThan(without - 0.05);
  }

  private static double recall(IndexSpec spec, Cloud cloud) {
    MapStore store = new MapStore();
    VectorIndex index = VectorIndex.create(spec, store);
    fill(index, store, cloud, 0, COUNT);
    return recall(index, spec, store, cloud);
  }

  /** Before it is settled, at that moment and later: what goes on is the same. */
  @ParameterizedTest
  @MethodSource("specs")
  void comesBackAndGoesOnAsIfNothingHadBeen(IndexSpec spec) throws Exception {
    for (float far : new float[] {0, 20}) {
      Cloud cloud = Cloud.at(34, far);
      Cloud same = Cloud.at(34, far);
      MapStore store = new MapStore();
      MapStore twinStore = new MapStore();
      VectorIndex index = VectorIndex.create(spec, store);
      VectorIndex twin = VectorIndex.create(spec, twinStore);
      int at = 0;
      for (int until : new int[] {150, 300, 319, 320, 321, 322, 323, 324, 500, 1500, 2000}) {
        fill(index, store, cloud, at, until);
        fill(twin, twinStore, same, at, until);
        store = store.copy();
        index = VectorIndex.restore(spec, index.checkpoint(), store, store);
        assertThat(index.graphHash()).as("at %d", until).isEqualTo(twin.graphHash());
        at = until;
        for (int q = 0; q < 20; q++) {
          assertAlike(index, twin, cloud.vector());
          same.vector();
        }
      }
    }
  }

  private static void assertAlike(VectorIndex index, VectorIndex twin, float[] query) {
    SearchHits hits = index.search(query, K, 20);
    SearchHits expected = twin.search(query, K, 20);
    assertThat(hits.slots()).isEqualTo(expected.slots());
    assertThat(hits.distances()).isEqualTo(expected.distances());
    assertThat(hits.visited()).isEqualTo(expected.visited());
  }

  /** Codebooks do without a centre, and leave none behind. */
  @ParameterizedTest
  @EnumSource(Metric.class)
  void isSettledAnewAfterCodebooks(Metric metric) throws Exception {
    Cloud cloud = Cloud.at(38, 20);
    MapStore store = new MapStore();
    IndexSpec coded = new IndexSpec(STRUCTURES.get(2), DIMENSION, metric, 0.5, QUANTIZERS.get(1));
    IndexSpec pq =
        new IndexSpec(
            STRUCTURES.get(2),
            DIMENSION,
            metric,
            0.5,
            new Quantizer(Kind.PQ, 2, 0, Originals.STORE));
    VectorIndex index = VectorIndex.create(coded, store);
    fill(index, store, cloud, 0, COUNT);
    double before = recall(index, coded, store, cloud);
    for (IndexSpec spec : List.of(pq, coded)) {
      long hash = index.graphHash();
      index = VectorIndex.restore(spec, index.checkpoint(), store, store);
      assertThat(index.graphHash()).isEqualTo(hash);
    }
    assertThat(recall(index, coded, store, cloud)).isGreaterThan(before - 0.05);
  }

  /** As checkpoints of collections that had no codes do, and those of releases before. */
  @ParameterizedTest
  @MethodSource("specs")
  void isSettledWhereACheckpointSaysNothingOfIt(IndexSpec spec) throws Exception {
    Cloud cloud = Cloud.at(35, spec.metric() == Metric.L2 ? 100 : 10);
    IndexSpec plain =
        new IndexSpec(spec.structure(), DIMENSION, spec.metric(), 0.5, Quantizer.NONE);
    MapStore store = new MapStore();
    VectorIndex index = VectorIndex.create(plain, store);
    fill(index, store, cloud, 0, COUNT);
    double without = recall(index, plain, store, cloud);
    byte[] checkpoint = index.checkpoint();
    VectorIndex coded = VectorIndex.restore(spec, checkpoint, store, store);
    assertThat(coded.graphHash()).isEqualTo(index.graphHash());
    assertThat(coded.heapBytes())
        .as("as if it had been there from the first vector on")
        .isEqualTo(VectorIndex.restore(spec, coded.checkpoint(), store, store).heapBytes());
    assertThat(recall(coded, spec, store, cloud)).isGreaterThan(without - 0.05);
    assertThat(VectorIndex.restore(plain, coded.checkpoint(), store, store).graphHash())
        .as("and back")
        .isEqualTo(index.graphHash());
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void costsNothingWhereVectorsAreAroundTheOrigin(Metric metric) {
    for (Structure structure : STRUCTURES) {
      IndexSpec spec = new IndexSpec(structure, DIMENSION, metric, 0.5, QUANTIZERS.get(2));
      long[] bytes =
          IntStream.of(0, 20)
              .mapToLong(
                  far -> {
                    MapStore store = new MapStore();
                    VectorIndex index = VectorIndex.create(spec, store);
                    fill(index, store, Cloud.at(36, far), 0, 600);
                    return index.checkpoint().length;
                  })
              .toArray();
      assertThat(bytes[0]).isLessThan(bytes[1] - 3 * DIMENSION);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void refusesACheckpointWhoseCentreIsCutOff(IndexSpec spec) {
    MapStore store = new MapStore();
    VectorIndex index = VectorIndex.create(spec, store);
    fill(index, store, Cloud.at(37, 20), 0, 600);
    byte[] checkpoint = index.checkpoint();
    byte[] cut = Arrays.copyOf(checkpoint, checkpoint.length - 1);
    assertThatThrownBy(() -> VectorIndex.restore(spec, cut, store, store))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("index checkpoint can't be read at byte")
        .hasMessageContaining("it ends too early");
  }
}
