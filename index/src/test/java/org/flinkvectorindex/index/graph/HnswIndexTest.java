package org.flinkvectorindex.index.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.MapStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.flinkvectorindex.index.RandomOperations;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HnswIndexTest {
  private static final int DIMENSION = 12;

  private static final Quantizer SQ8 = new Quantizer(Quantizer.Kind.SQ8, 8, 0, Originals.HEAP);
  private static final Quantizer RABITQ =
      new Quantizer(Quantizer.Kind.RABITQ, 4, 0, Originals.STORE);

  private static IndexSpec spec(Metric metric) {
    return spec(metric, Quantizer.NONE);
  }

  private static IndexSpec spec(Metric metric, Quantizer quantizer) {
    return new IndexSpec(new Structure.Hnsw(8, 60), DIMENSION, metric, 0.5, quantizer);
  }

  static Stream<Arguments> metricsAndQuantizers() {
    return Arrays.stream(Metric.values())
        .flatMap(
            metric ->
                Stream.of(Quantizer.NONE, SQ8, RABITQ)
                    .map(quantizer -> Arguments.of(metric, quantizer)));
  }

  static Stream<Quantizer> quantizers() {
    return Stream.of(Quantizer.NONE, SQ8, RABITQ);
  }

  /** Codes of each packing: bytes, halves of bytes, planes. */
  static Stream<Quantizer> packings() {
    return Stream.concat(
        quantizers(),
        IntStream.of(1, 3, 5)
            .mapToObj(bits -> new Quantizer(Quantizer.Kind.RABITQ, bits, 0, Originals.STORE)));
  }

  @ParameterizedTest
  @MethodSource("metricsAndQuantizers")
  void followsAPlainMap(Metric metric, Quantizer quantizer) {
    long seed = 11 + metric.ordinal();
    RandomOperations operations = new RandomOperations(seed, DIMENSION, 0.3);
    MapStore store = new MapStore();
    HnswIndex index = new HnswIndex(spec(metric, quantizer), store);
    int asked = 0;
    int found = 0;
    for (int i = 1; i <= 6000; i++) {
      operations.next().apply(index, store);
      if (i % 7 == 0) {
        index.commit();
      }
      if (i % 500 == 0) {
        new GraphValidator(index.graph()).validate();
        assertThat(index.size()).as("seed %d", seed).isEqualTo(operations.expected.size());
        for (String id : operations.expected.keySet()) {
          assertThat(index.idOf(index.slotOf(id))).isEqualTo(id);
        }
        for (int q = 0; q < 20; q++) {
          float[] query = operations.vector();
          SearchHits hits = index.search(query, 10, 64);
          var nearest = operations.nearest(query, 10, metric);
          double farthest =
              RandomOperations.distance(
                  query, operations.expected.get(nearest.get(nearest.size() - 1)), metric);
          asked += nearest.size();
          for (int h = 0; h < hits.count(); h++) {
            float[] vector = operations.expected.get(index.idOf(hits.slots()[h]));
            assertThat(vector).as("a live vector, seed %d", seed).isNotNull();
            double exact = RandomOperations.distance(query, vector, metric);
            assertThat((double) hits.distances()[h]).isCloseTo(exact, within(1e-3));
            found += exact <= farthest + 1e-6 ? 1 : 0;
          }
        }
      }
    }
    // Under inner product a few long vectors are near to everything, and graphs find less.
    assertThat(found / (double) asked)
        .as("recall, seed %d", seed)
        .isGreaterThan(metric == Metric.IP ? 0.9 : 0.97);
  }

  @ParameterizedTest
  @MethodSource("packings")
  void isTheSameHoweverItWasCutIntoCommitsAndOnEveryKernel(Quantizer quantizer) {
    IndexSpec spec = spec(Metric.COSINE, quantizer);
    long seed = 5;
    VectorIndex[] indexes = new VectorIndex[4];
    int[] batch = {1, 7, 1000, 7};
    for (int b = 0; b < batch.length; b++) {
      RandomOperations operations = new RandomOperations(seed, DIMENSION, 0.3);
      MapStore store = new MapStore();
      indexes[b] =
          b < 3 ? new HnswIndex(spec, store) : new HnswIndex(spec, store, KernelChoice.scalar());
      for (int i = 0; i < 4000; i++) {
        operations.next().apply(indexes[b], store);
        if (i % batch[b] == 0) {
          indexes[b].commit();
        }
      }
      indexes[b].commit();
      assertThat(indexes[b].graphHash()).isEqualTo(indexes[0].graphHash());
    }
  }

  @ParameterizedTest
  @MethodSource("packings")
  void comesBackFromLogAndPagesAndGoesOnTheSame(Quantizer quantizer) throws Exception {
    IndexSpec spec = spec(Metric.L2, quantizer);
    long seed = quantizer.bits();
    Random random = new Random(seed);
    RandomOperations operations = new RandomOperations(seed, DIMENSION, 0.35);
    MapStore store = new MapStore();
    HnswIndex index = new HnswIndex(spec, store);
    MapStore twinStore = new MapStore();
    HnswIndex twin = new HnswIndex(spec, twinStore);
    int commits = 0;
    for (int round = 0; round < 60; round++) {
      for (int i = random.nextInt(200); i >= 0; i--) {
        var operation = operations.next();
        operation.apply(index, store);
        operation.apply(twin, twinStore);
        if (random.nextInt(5) == 0) {
          index.commit();
          twin.commit();
          commits++;
        }
      }
      index.commit();
      twin.commit();
      commits++;
      store = store.copy();
      long hash = index.graphHash();
      index = new HnswIndex(spec, index.checkpoint(), store, store);
      new GraphValidator(index.graph()).validate();
      assertThat(index.graph().highestLive()).isEqualTo(highest(index).get(0));
      assertThat(index.graphHash()).as("seed %d, round %d", seed, round).isEqualTo(hash);
      assertThat(twin.graphHash()).as("seed %d, round %d", seed, round).isEqualTo(hash);
      assertThat(store.vectors).hasSize(index.size() + index.deleted());
    }
    assertThat(store.log.size())
        .as("the log of %d commits is cut", commits)
        .isBetween(1, commits / 4);
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void wholeNumbersGiveTheGraphThatTheirHalvesGive(Quantizer quantizer) {
    long seed = 23;
    IndexSpec spec = spec(Metric.L2, quantizer);
    MapStore[] stores = {new MapStore(), new MapStore(), new MapStore()};
    HnswIndex[] indexes = {
      new HnswIndex(spec, stores[0]),
      new HnswIndex(spec, stores[1]),
      new HnswIndex(spec, stores[2], KernelChoice.scalar())
    };
    Random random = new Random(seed);
    for (int i = 0; i < 4000; i++) {
      float[] vector = new float[DIMENSION];
      for (int c = 0; c < DIMENSION; c++) {
        vector[c] = random.nextInt(256);
      }
      String id = "v" + random.nextInt(2500);
      for (int x = 0; x < 3; x++) {
        if (i % 5 == 4) {
          indexes[x].delete(id);
        } else {
          float scale = x == 1 ? 0.5f : 1;
          float[] given = vector.clone();
          for (int c = 0; c < DIMENSION; c++) {
            given[c] *= scale;
          }
          stores[x].vectors.put(indexes[x].upsert(id, given, 0), new MapStore.Stored(id, given));
        }
      }
    }
    assertThat(indexes[1].graphHash()).as("seed %d", seed).isEqualTo(indexes[0].graphHash());
    assertThat(indexes[2].graphHash()).as("seed %d", seed).isEqualTo(indexes[0].graphHash());
    assertThat(indexes[0].heapBytes())
        .as("in bytes")
        .isLessThan(indexes[1].heapBytes() + (quantizer == RABITQ ? 1 : -40_000));
  }

  @Test
  void thousandIdenticalVectorsAreAllReachedAndLeadOut() {
    MapStore store = new MapStore();
    HnswIndex index = new HnswIndex(spec(Metric.COSINE), store);
    RandomOperations operations = new RandomOperations(3, DIMENSION, 0);
    float[] same = operations.vector();
    for (int i = 0; i < 1000; i++) {
      index.upsert("same-" + i, same, 0);
      operations.next().apply(index, store);
    }
    new GraphValidator(index.graph()).validate();
    SearchHits hits = index.search(same, 10, 64);
    for (float distance : hits.distances()) {
      assertThat(distance).isLessThan(1e-5f);
    }
    int found = 0;
    for (int q = 0; q < 50; q++) {
      float[] query = operations.vector();
      var nearest = operations.nearest(query, 1, Metric.COSINE).get(0);
      double best =
          RandomOperations.distance(query, operations.expected.get(nearest), Metric.COSINE);
      found += index.search(query, 1, 64).distances()[0] <= best + 1e-5 ? 1 : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo(48);
  }

  @Test
  void givesSlotsOutAgainAndForgetsWhatIsDeleted() {
    MapStore store = new MapStore();
    HnswIndex index = new HnswIndex(spec(Metric.L2), store);
    RandomOperations operations = new RandomOperations(9, DIMENSION, 0);
    for (int i = 0; i < 20_000; i++) {
      float[] vector = operations.vector();
      store.vectors.put(index.upsert("a" + i, vector, 0), new MapStore.Stored("a" + i, vector));
      if (i >= 500) {
        index.delete("a" + (i - 500));
      }
    }
    index.commit();
    assertThat(index.size()).isEqualTo(500);
    assertThat(index.graph().high()).isLessThan(1200);
    for (int i = 19_500; i < 20_000; i++) {
      index.delete("a" + i);
    }
    assertThat(index.size()).isZero();
    assertThat(index.search(operations.vector(), 5, 10).count()).isZero();
    float[] vector = operations.vector();
    index.upsert("again", vector, 0);
    assertThat(index.search(vector, 5, 10).count()).isEqualTo(1);
    new GraphValidator(index.graph()).validate();
  }

  /** Ids and what an index needs besides included. */
  @Test
  void withFourBitsAndVectorsInTheStoreItTakesAboutAThirdOfFloats() {
    double floats = bytesAVector(Quantizer.NONE);
    assertThat(bytesAVector(RABITQ) / floats).as("of %s bytes", floats).isLessThan(0.355);
  }

  /** Beside them there is what is kept of nodes that were deleted, for a while. */
  @ParameterizedTest
  @MethodSource("quantizers")
  void tellsWhatLinksToComeWillTake(Quantizer quantizer) throws Exception {
    RandomOperations operations = new RandomOperations(8, DIMENSION, 0);
    MapStore store = new MapStore();
    for (int i = 0; i < 5000; i++) {
      store.vectors.put(i, new MapStore.Stored("v" + i, operations.vector()));
    }
    HnswIndex index = new HnswIndex(spec(Metric.L2, quantizer), store, store);
    long before = index.heapBytes();
    long toCome = index.heapBytesToCome();
    assertThat(toCome).as("eight links a node at least").isGreaterThan(5000 * 8 * 3);
    for (int i = 0; index.oneByOne() > 0; i++) {
      float[] vector = operations.vector();
      int slot = index.upsert("v" + i, vector, 0);
      store.vectors.put(slot, new MapStore.Stored("v" + i, vector));
    }
    assertThat(index.heapBytesToCome()).isZero();
    assertThat(index.heapBytes()).isBetween(before + toCome, (long) (1.15 * (before + toCome)));
    HnswIndex flat =
        new HnswIndex(
            new IndexSpec(new Structure.Hnsw(8, 60, 6000), DIMENSION, Metric.L2, 0.5, quantizer),
            store,
            store);
    assertThat(flat.heapBytesToCome()).as("until there are enough").isZero();
  }

  private static double bytesAVector(Quantizer quantizer) {
    int dimension = 100;
    int count = 15 * 1024; // Pages of all kinds are nearly full.
    IndexSpec spec =
        new IndexSpec(new Structure.Hnsw(16, 20), dimension, Metric.COSINE, 0.5, quantizer);
    MapStore store = new MapStore();
    HnswIndex index = new HnswIndex(spec, store);
    RandomOperations operations = new RandomOperations(8, dimension, 0);
    for (int i = 0; i < count; i++) {
      float[] vector = operations.vector();
      String id = "word-" + i;
      store.vectors.put(index.upsert(id, vector, 0), new MapStore.Stored(id, vector));
      index.commit();
    }
    return index.heapBytes() / (double) count;
  }

  @Test
  void updateIsOneOperationAndOneAnswer() {
    MapStore store = new MapStore();
    HnswIndex index = new HnswIndex(spec(Metric.L2), store);
    float[] a = new float[DIMENSION];
    float[] b = new float[DIMENSION];
    Arrays.fill(b, 5);
    int first = index.upsert("x", a, 0);
    int second = index.upsert("x", b, 0);
    assertThat(second).isNotEqualTo(first);
    assertThat(index.operations()).isEqualTo(2);
    SearchHits hits = index.search(a, 10, 10);
    assertThat(hits.slots()).containsExactly(second);
    assertThat(index.delete("x")).isEqualTo(second);
    assertThat(index.delete("x")).isEqualTo(VectorIndex.NONE);
  }

  @Test
  void refusesWhatIsNotWhatWasCheckpointed() {
    RandomOperations operations = new RandomOperations(4, DIMENSION, 0.2);
    MapStore store = new MapStore();
    HnswIndex index = new HnswIndex(spec(Metric.L2), store);
    for (int i = 0; i < 1000; i++) {
      operations.next().apply(index, store);
      index.commit();
    }
    byte[] checkpoint = index.checkpoint();
    MapStore missing = store.copy();
    missing.log.remove(missing.log.keySet().iterator().next());
    assertThatThrownBy(() -> new HnswIndex(spec(Metric.L2), checkpoint, missing, missing))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("log holds");
    MapStore changed = store.copy();
    changed.pages.replaceAll(
        (number, image) -> {
          byte[] other = image.clone();
          other[other.length - 1] ^= 1;
          return other;
        });
    assertThatThrownBy(() -> new HnswIndex(spec(Metric.L2), checkpoint, changed, changed))
        .isInstanceOf(CorruptIndexException.class);
    MapStore future = store.copy();
    byte[] page = future.pages.get(1).clone();
    page[0] = 9;
    future.pages.put(1, page);
    assertThatThrownBy(() -> new HnswIndex(spec(Metric.L2), checkpoint, future, future))
        .hasMessageContaining("graph page 1")
        .hasMessageContaining("version is 9");
  }

  @Test
  void startsFlatAndBecomesAGraphWithoutLosingAChange() throws Exception {
    int exactUntil = 300;
    IndexSpec spec =
        new IndexSpec(new Structure.Hnsw(8, 60, exactUntil), DIMENSION, Metric.L2, 0.5);
    long seed = 31;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    RandomOperations operations = new RandomOperations(seed, DIMENSION, 0.25);
    MapStore store = new MapStore();
    HnswIndex index = new HnswIndex(spec, store);
    MapStore twinStore = new MapStore();
    HnswIndex twin = new HnswIndex(spec, twinStore);
    int mixed = 0;
    int found = 0;
    for (int round = 0; round < 60; round++) {
      for (int i = random.nextInt(80); i >= 0; i--) {
        var operation = operations.next();
        operation.apply(index, store);
        operation.apply(twin, twinStore);
      }
      index.commit();
      twin.commit();
      store = store.copy();
      long hash = index.graphHash();
      index = new HnswIndex(spec, index.checkpoint(), store, store);
      assertThat(index.graphHash()).as("round %d", round).isEqualTo(hash);
      assertThat(twin.graphHash()).as("round %d", round).isEqualTo(hash);
      int linked = index.graph().live();
      mixed += linked > 0 && linked < index.size() ? 1 : 0;
      assertThat(index.size()).isEqualTo(operations.expected.size());
      for (String id : operations.expected.keySet()) {
        assertThat(index.idOf(index.slotOf(id))).isEqualTo(id);
      }
      float[] query = operations.vector();
      SearchHits hits = index.search(query, 5, 64);
      if (linked == 0) {
        assertThat(java.util.Arrays.stream(hits.slots()).mapToObj(index::idOf))
            .isEqualTo(operations.nearest(query, 5, Metric.L2));
      } else if (linked < index.size()) {
        List<String> nearest = operations.nearest(query, 5, Metric.L2);
        found +=
            (int)
                Arrays.stream(hits.slots()).mapToObj(index::idOf).filter(nearest::contains).count();
      }
    }
    assertThat(mixed).as("rounds between flat and graph").isPositive();
    assertThat(found).as("of 5 in each of them").isGreaterThanOrEqualTo(5 * mixed * 9 / 10);
    assertThat(index.graph().live()).isEqualTo(index.size());
    new GraphValidator(index.graph()).validate();
  }

  /** As a flat index does, whatever slots they are in. */
  @ParameterizedTest
  @MethodSource("quantizers")
  void answersTheLeastIdsOfEqualVectorsWhileItIsFlat(Quantizer quantizer) {
    IndexSpec spec =
        new IndexSpec(new Structure.Hnsw(8, 60, 1000), DIMENSION, Metric.L2, 0.5, quantizer);
    MapStore store = new MapStore();
    HnswIndex index = new HnswIndex(spec, store);
    float[] same = new float[DIMENSION];
    for (int i = 200; i > 0; i--) {
      String id = "id-%03d".formatted(i);
      store.vectors.put(index.upsert(id, same, 0), new MapStore.Stored(id, same));
    }
    assertThat(Arrays.stream(index.search(same, 3, 64).slots()).mapToObj(index::idOf))
        .containsExactly("id-001", "id-002", "id-003");
  }

  /** Its level follows from its id: else each update would look for the highest of all nodes. */
  @Test
  void anIdAtTheTopStaysTheEntryPointHoweverOftenItIsUpdated() {
    HnswIndex index = new HnswIndex(spec(Metric.L2), new MapStore());
    RandomOperations operations = new RandomOperations(6, DIMENSION, 0);
    int next = 0;
    while (highest(index).size() < 2 || next < 2000) {
      index.upsert("id-" + next++, operations.vector(), 0);
    }
    for (int i = 0; i < 20; i++) {
      List<Integer> highest = highest(index);
      String hot = index.idOf(highest.get(highest.size() - 1));
      int slot = index.upsert(hot, operations.vector(), 0);
      assertThat(index.graph().entry()).isEqualTo(slot);
    }
    for (int i = 0; i < 50; i++) {
      index.delete(index.idOf(index.graph().entry()));
      assertThat(highest(index)).contains(index.graph().entry());
      assertThat(index.graph().highestLive()).isEqualTo(highest(index).get(0));
    }
    new GraphValidator(index.graph()).validate();
  }

  private static List<Integer> highest(HnswIndex index) {
    Graph graph = index.graph();
    int top =
        IntStream.range(0, graph.high())
            .filter(graph::isLive)
            .map(graph::level)
            .max()
            .orElse(Graph.NONE);
    return IntStream.range(0, graph.high())
        .filter(slot -> graph.isLive(slot) && graph.level(slot) == top)
        .boxed()
        .toList();
  }

  /** What began a page is gone after a restore, and the page may be bytes that was floats. */
  @Test
  void goesOnTheSameWhateverBeginsAPageOfVectorsAfterARestore() throws Exception {
    IndexSpec spec = spec(Metric.L2);
    MapStore store = new MapStore();
    HnswIndex index = new HnswIndex(spec, store);
    Random random = new Random(3);
    System.out.println("seed " + 3);
    putScaled(index, store, "first", random, 0.3f);
    for (int i = 0; i < 300; i++) {
      putScaled(index, store, "zero", random, 0);
      putScaled(index, store, "tiny-" + i, random, 1e-6f);
    }
    index.delete("first");
    for (int i = 0; i < 300; i++) { // Slots of what is gone are free after a round.
      putScaled(index, store, "zero", random, 0);
    }
    index.commit();
    MapStore copy = store.copy();
    HnswIndex back = new HnswIndex(spec, index.checkpoint(), copy, copy);
    for (int i = 0; i < 200; i++) {
      String id = "later-" + i;
      putScaled(index, store, id, new Random(i), 1e-6f);
      putScaled(back, copy, id, new Random(i), 1e-6f);
      float[] vector = copy.vectors.get(back.slotOf(id)).vector();
      assertThat(back.idOf(back.search(vector, 1, 64).slots()[0])).isEqualTo(id);
    }
    assertThat(back.graphHash()).isEqualTo(index.graphHash());
  }

  private static void putScaled(
      HnswIndex index, MapStore store, String id, Random random, float scale) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = scale * (float) random.nextGaussian();
    }
    store.vectors.put(index.upsert(id, vector, 0), new MapStore.Stored(id, vector));
  }

  /** Walks that come upon identical vectors find the way out: they link to others as well. */
  @Test
  void anIslandOfIdenticalVectorsHoldsNoWalkBack() {
    int others = 1500;
    int identical = 400;
    Random random = new Random(5);
    HnswIndex index =
        new HnswIndex(new IndexSpec(new Structure.Hnsw(8, 60), 4, Metric.L2, 0.5), new MapStore());
    List<float[]> vectors =
        IntStream.range(0, others + identical)
            .mapToObj(i -> i < others ? gaussian(random, 4) : new float[4])
            .toList();
    for (int i = 0; i < vectors.size(); i++) {
      index.upsert(Integer.toString(i), vectors.get(i), 0);
    }
    int found = 0;
    for (int q = 0; q < 100; q++) {
      float[] query = gaussian(random, 4);
      double[] distances =
          vectors.stream()
              .mapToDouble(vector -> RandomOperations.distance(query, vector, Metric.L2))
              .sorted()
              .toArray();
      for (float distance : index.search(query, 10, 64).distances()) {
        found += distance <= distances[9] + 1e-5 ? 1 : 0;
      }
    }
    assertThat(found / 1000.0).as("recall").isGreaterThan(0.98);
  }

  private static float[] gaussian(Random random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
