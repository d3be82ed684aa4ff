package org.flinkvectorindex.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.ExactScan;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.MapStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.flinkvectorindex.index.RandomOperations;
import org.flinkvectorindex.index.Search;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.vector.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class IvfIndexTest {
  private static final int DIMENSION = 17;

  /** So small that a few thousand operations split, merge and exchange all the time. */
  private static final ListSizes SIZES = new ListSizes(0, 64, 16, 64);

  static Stream<Quantizer> quantizers() {
    return Stream.of(
        Quantizer.NONE,
        new Quantizer(Quantizer.Kind.SQ8, 8, 0, Originals.HEAP),
        new Quantizer(Quantizer.Kind.PQ, 2, 0, Originals.HEAP),
        new Quantizer(Quantizer.Kind.PQ, 2, 0, Originals.STORE),
        new Quantizer(Quantizer.Kind.RABITQ, 4, 0, Originals.STORE));
  }

  static Stream<Arguments> metricsAndQuantizers() {
    return Stream.of(Metric.values())
        .flatMap(metric -> quantizers().map(quantizer -> Arguments.of(metric, quantizer)));
  }

  private static IndexSpec spec(Metric metric, Quantizer quantizer) {
    return new IndexSpec(new Structure.Ivf(0, 64), DIMENSION, metric, 0.5, quantizer);
  }

  private static IvfIndex index(IndexSpec spec, MapStore store) {
    return new IvfIndex(spec, store, KernelChoice.best(), SIZES);
  }

  @ParameterizedTest
  @MethodSource("metricsAndQuantizers")
  void followsAPlainMap(Metric metric, Quantizer quantizer) {
    long seed = 21 + metric.ordinal();
    System.out.println("seed " + seed);
    RandomOperations operations = new RandomOperations(seed, DIMENSION, 0.3);
    MapStore store = new MapStore();
    IvfIndex index = index(spec(metric, quantizer), store);
    int asked = 0;
    int found = 0;
    for (int i = 1; i <= 6000; i++) {
      operations.next().apply(index, store);
      if (i % 7 == 0) {
        index.commit();
      }
      if (i % 500 == 0) {
        new ListValidator(index).validate();
        assertThat(index.size()).as("seed %d", seed).isEqualTo(operations.expected.size());
        for (String id : operations.expected.keySet()) {
          assertThat(index.idOf(index.slotOf(id))).isEqualTo(id);
        }
        for (int q = 0; q < 20; q++) {
          float[] query = operations.vector();
          // Until the bound says that nothing nearer can be elsewhere: exact.
          SearchHits hits = index.search(query, 10, 0);
          var nearest = operations.nearest(query, 10, metric);
          double farthest =
              RandomOperations.distance(
                  query, operations.expected.get(nearest.get(nearest.size() - 1)), metric);
          asked += nearest.size();
          assertThat(hits.count()).isEqualTo(nearest.size());
          for (int h = 0; h < hits.count(); h++) {
            float[] vector = operations.expected.get(index.idOf(hits.slots()[h]));
            assertThat(vector).as("a live vector, seed %d", seed).isNotNull();
            double exact = RandomOperations.distance(query, vector, metric);
            assertThat((double) hits.distances()[h]).isCloseTo(exact, within(1e-3));
            found += exact <= farthest + 1e-4 ? 1 : 0;
          }
        }
      }
    }
    assertThat(index.lists()).as("lists, seed %d", seed).isGreaterThan(20);
    double recall = found / (double) asked;
    if (quantizer.kind() == Quantizer.Kind.NONE) {
      assertThat(recall).as("recall, seed %d", seed).isEqualTo(1);
    } else {
      assertThat(recall).as("recall, seed %d", seed).isGreaterThan(0.99);
    }
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void findsMoreTheMoreListsItProbes(Quantizer quantizer) {
    RandomOperations operations = new RandomOperations(6, DIMENSION, 0.1);
    MapStore store = new MapStore();
    IvfIndex index = index(spec(Metric.COSINE, quantizer), store);
    for (int i = 0; i < 5000; i++) {
      operations.next().apply(index, store);
    }
    double few = recall(index, operations, 2);
    double some = recall(index, operations, index.lists() / 4);
    assertThat(few).isGreaterThan(0.2);
    assertThat(some).isGreaterThan(0.9).isGreaterThan(few);
  }

  private static double recall(IvfIndex index, RandomOperations operations, int probes) {
    Random random = new Random(8);
    int found = 0;
    for (int q = 0; q < 50; q++) {
      float[] query = new float[DIMENSION];
      for (int i = 0; i < DIMENSION; i++) {
        query[i] = (float) (random.nextGaussian() + (q + i) % 5);
      }
      var nearest = operations.nearest(query, 10, Metric.COSINE);
      for (int slot : index.search(query, 10, probes).slots()) {
        found += nearest.contains(index.idOf(slot)) ? 1 : 0;
      }
    }
    return found / 500.0;
  }

  /** By product the list that is far away is the next one, by Euclidean distance the other. */
  @Test
  void aSearchThatAsksForMoreProbesTheSameLists() {
    IvfIndex index =
        new IvfIndex(
            new IndexSpec(new Structure.Ivf(2, 0), 2, Metric.IP, 0.5, Quantizer.NONE),
            new MapStore());
    for (int i = 0; i < 120; i++) {
      float off = i % 60 / 1000f;
      index.upsert("id-" + i, new float[] {(i < 60 ? 10 : 1) + off, off}, 0);
    }
    assertThat(index.lists()).isEqualTo(2);
    float[] query = {1, 0};
    SearchHits plain = index.search(query, 10, 1);
    assertThat(plain.distances()[9]).isLessThan(-10);
    for (Search asked :
        new Search[] {
          new Search(10, 1).accepting(slot -> true),
          new Search(10, 1).nearerThan(100),
          new Search(10, 1).within(1000)
        }) {
      assertThat(index.search(query, asked).slots()).isEqualTo(plain.slots());
    }
  }

  @ParameterizedTest
  @MethodSource("metricsAndQuantizers")
  void answersAsManyAsAreAskedForWhereSoManyAreLive(Metric metric, Quantizer quantizer) {
    RandomOperations operations = new RandomOperations(31, DIMENSION, 0.1);
    MapStore store = new MapStore();
    IvfIndex index = index(spec(metric, quantizer), store);
    apply(index, operations, store, 3000);
    assertThat(index.lists()).isGreaterThan(20);
    int live = index.size();
    int even = (int) operations.expected.keySet().stream().filter(isEven(index)).count();
    for (int k : new int[] {1, 200, 1000, live, live + 1}) {
      float[] query = operations.vector();
      SearchHits plain = index.search(query, k, 1);
      assertThat(plain.count()).isEqualTo(Math.min(k, live));
      assertThat(plain.slots()).doesNotHaveDuplicates();
      Search search = new Search(k, 1).accepting(slot -> slot % 2 == 0);
      SearchHits some = index.search(query, search);
      assertThat(some.count()).isEqualTo(Math.min(k, even));
      assertThat(some.complete()).isTrue();
    }
    assertThat(index.search(operations.vector(), 200, 1).visited())
        .as("no more lists than it takes")
        .isLessThan(index.lists() + 600);
  }

  private static Predicate<String> isEven(IvfIndex index) {
    return id -> index.slotOf(id) % 2 == 0;
  }

  /** What codes say of a list's edge leaves nothing out before there are many vectors. */
  @ParameterizedTest
  @MethodSource("metricsAndQuantizers")
  void comparesWithAllUntilThereAreEnough(Metric metric, Quantizer quantizer) {
    RandomOperations operations = new RandomOperations(15, DIMENSION, 0.1);
    MapStore store = new MapStore();
    IvfIndex index =
        new IvfIndex(
            spec(metric, quantizer),
            store,
            KernelChoice.best(),
            new ListSizes(0, 2000, SIZES.shortest(), SIZES.longest()));
    apply(index, operations, store, 2000);
    assertThat(index.lists()).isGreaterThan(20);
    for (int q = 0; q < 20; q++) {
      float[] query = operations.vector();
      int all = index.lists() + index.size();
      assertThat(index.search(query, 10, 3).visited()).isEqualTo(all);
      Search any = new Search(10, 3).accepting(slot -> slot >= 0);
      assertThat(index.search(query, any).visited()).isEqualTo(all);
    }
    apply(index, operations, store, 2000);
    assertThat(index.search(operations.vector(), 10, 3).visited()).isLessThan(index.size() / 2);
  }

  /** Codes in front of the vectors decide nothing: answers are as if all of a list were read. */
  @ParameterizedTest
  @EnumSource(Metric.class)
  void findsTheNearestOfTheListsItProbes(Metric metric) {
    findsTheNearestOfTheListsItProbes(metric, DIMENSION, 0);
  }

  /** Where codes are exact, or nearly, and what is rounded is all that is wrong. */
  @ParameterizedTest
  @EnumSource(Metric.class)
  void findsTheNearestOfTheListsItProbesInFewDimensions(Metric metric) {
    for (int dimension : new int[] {1, 2, 4, 15, 16}) {
      findsTheNearestOfTheListsItProbes(metric, dimension, 0);
      findsTheNearestOfTheListsItProbes(metric, dimension, 1_000);
    }
  }

  /** Where estimates say nothing, since all is far from the origin and near each other. */
  @ParameterizedTest
  @EnumSource(Metric.class)
  void findsTheNearestOfTheListsItProbesFarFromTheOrigin(Metric metric) {
    findsTheNearestOfTheListsItProbes(metric, DIMENSION, 1_000);
  }

  private static void findsTheNearestOfTheListsItProbes(
      Metric metric, int dimension, float offset) {
    RandomOperations operations = new RandomOperations(9, dimension, 0.1);
    MapStore store = new MapStore();
    IndexSpec spec =
        new IndexSpec(new Structure.Ivf(0, 64), dimension, metric, 0.5, Quantizer.NONE);
    IvfIndex index = index(spec, store);
    for (int i = 0; i < 5000; i++) {
      RandomOperations.Operation operation = operations.next();
      if (!operation.isDelete()) {
        shift(operation.vector(), offset);
      }
      operation.apply(index, store);
    }
    Lists lists = index.structure();
    ExactScan exactly = index.exactly();
    for (int q = 0; q < 200; q++) {
      float[] query = operations.vector();
      shift(query, offset);
      int probes = 1 + q % 40;
      SearchHits hits = index.search(query, 10, probes);
      exactly.aim(query);
      Shape shape = new Shape(dimension, metric);
      float[] prepared = new float[shape.stride()];
      shape.prepare(query, 0, prepared, 0);
      double[] expected =
          scanned(lists, prepared, probes).stream()
              .mapToDouble(exactly::distance)
              .sorted()
              .limit(10)
              .toArray();
      assertThat(IntStream.range(0, hits.count()).mapToDouble(i -> hits.distances()[i]))
          .as("%s, %d dimensions, from %s", metric, dimension, offset)
          .containsExactly(DoubleStream.of(expected).boxed().toArray(Double[]::new));
    }
  }

  /** The slots of the next lists: as many as are probed, and more until there are ten vectors. */
  private static List<Integer> scanned(Lists lists, float[] prepared, int probes) {
    List<Integer> slots = new ArrayList<>();
    int count = lists.centroids.probing.near(prepared, probes, lists.count());
    for (int i = 0; i < count && (i < probes || slots.size() < 10); i++) {
      InvertedList list = lists.get(lists.centroids.probing.at(i));
      IntStream.range(0, list.count()).map(list::slot).forEach(slots::add);
    }
    return slots;
  }

  /** Of 100 searches: distances in full precision, as a share of the vectors they looked at. */
  private static double compared(int dimension, float offset) {
    MapStore store = new MapStore();
    IndexSpec spec =
        new IndexSpec(new Structure.Ivf(0, 64), dimension, Metric.L2, 0.5, Quantizer.NONE);
    CountingKernels counting = new CountingKernels();
    IvfIndex index = new IvfIndex(spec, store, counting.kernels, SIZES);
    Random random = new Random(9);
    for (int i = 0; i < 5000; i++) {
      index.upsert("id-" + i, inFewDirections(random, dimension, offset), 0);
    }
    long before = counting.distances();
    long scanned = 0;
    for (int q = 0; q < 100; q++) {
      float[] query = inFewDirections(random, dimension, offset);
      scanned += index.search(query, 10, 60).visited() - index.lists();
    }
    return (counting.distances() - before) / (double) scanned;
  }

  /** Some are much nearer to a query than others, as of what people ask for. */
  private static float[] inFewDirections(Random random, int dimension, float offset) {
    float[] along = new float[3];
    for (int i = 0; i < along.length; i++) {
      along[i] = (float) random.nextGaussian();
    }
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = offset + along[i % 3] * (i * 7 % 5 - 2);
    }
    return vector;
  }

  @Test
  void codesSayWhichVectorsNeedNotBeRead() {
    assertThat(compared(48, 0)).as("with codes in front").isBetween(0.001, 0.4);
    assertThat(compared(15, 0)).as("without").isGreaterThanOrEqualTo(1);
    assertThat(compared(48, 1_000)).as("with codes that say nothing").isGreaterThan(0.5);
  }

  private static void shift(float[] vector, float offset) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] += offset;
    }
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void isTheSameHoweverItWasCutIntoCommitsAndOnEveryKernel(Quantizer quantizer) {
    IndexSpec spec = spec(Metric.COSINE, quantizer);
    IvfIndex[] indexes = new IvfIndex[4];
    int[] batch = {1, 7, 1000, 7};
    for (int b = 0; b < batch.length; b++) {
      RandomOperations operations = new RandomOperations(5, DIMENSION, 0.3);
      MapStore store = new MapStore();
      indexes[b] =
          b < 3 ? index(spec, store) : new IvfIndex(spec, store, KernelChoice.scalar(), SIZES);
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
  @MethodSource("quantizers")
  void comesBackFromLogAndPagesAndGoesOnTheSame(Quantizer quantizer) throws Exception {
    IndexSpec spec = spec(Metric.L2, quantizer);
    long seed = quantizer.bits();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    MapStore store = new MapStore();
    IvfIndex index = index(spec, store);
    MapStore twinStore = new MapStore();
    IvfIndex twin = index(spec, twinStore);
    RandomOperations growing = new RandomOperations(seed, DIMENSION, 0.3);
    int most = 0;
    int between = 0;
    int codebooks = 0;
    for (int round = 0; round < 80; round++) {
      for (int i = random.nextInt(150); i >= 0; i--) {
        // Towards the end more goes than comes, down to nothing.
        var operation =
            round < 60 || growing.expected.isEmpty() ? growing.next() : growing.delete();
        operation.apply(index, store);
        operation.apply(twin, twinStore);
        if (random.nextInt(5) == 0) {
          index.commit();
          twin.commit();
        }
      }
      index.commit();
      twin.commit();
      most = Math.max(most, index.lists());
      store = store.copy();
      long hash = index.graphHash();
      index = new IvfIndex(spec, index.checkpoint(), store, store, SIZES);
      new ListValidator(index).validate();
      assertThat(index.graphHash()).as("seed %d, round %d", seed, round).isEqualTo(hash);
      assertThat(twin.graphHash()).as("seed %d, round %d", seed, round).isEqualTo(hash);
      assertThat(store.vectors).hasSize(index.size());
      float[] query = growing.vector();
      SearchHits hits = index.search(query, 10, 3);
      SearchHits others = twin.search(query, 10, 3);
      assertThat(hits.slots()).as("seed %d, round %d", seed, round).isEqualTo(others.slots());
      assertThat(hits.distances()).isEqualTo(others.distances());
      assertThat(index.codebooks()).isEqualTo(twin.codebooks());
      between += index.betweenCodebooks() ? 1 : 0;
      codebooks = index.codebooks();
    }
    if (quantizer.kind() == Quantizer.Kind.PQ) {
      assertThat(between).as("checkpoints while lists are on their way").isPositive();
      assertThat(codebooks).as("codebooks").isPositive();
    }
    assertThat(most).as("lists").isGreaterThan(30);
    assertThat(index.lists()).as("lists merged").isLessThan(most / 4);
  }

  @Test
  void identicalVectorsAreSplitToo() {
    MapStore store = new MapStore();
    IvfIndex index = index(spec(Metric.COSINE, Quantizer.NONE), store);
    float[] same = new RandomOperations(3, DIMENSION, 0).vector();
    for (int i = 0; i < 3000; i++) {
      index.upsert("same-" + i, same, 0);
    }
    new ListValidator(index).validate();
    assertThat(index.lists()).isGreaterThan(10);
    SearchHits hits = index.search(same, 10, 1);
    assertThat(hits.count()).isEqualTo(10);
    // Ties by id, among all that are as near.
    assertThat(index.idOf(index.search(same, 10, 0).slots()[1])).isEqualTo("same-1");
    for (int i = 0; i < 3000; i++) {
      index.delete("same-" + i);
    }
    new ListValidator(index).validate();
    assertThat(index.search(same, 10, 0).count()).isZero();
  }

  @Test
  void refusesWhatIsNotWhatWasCheckpointed() {
    RandomOperations operations = new RandomOperations(4, DIMENSION, 0.2);
    MapStore store = new MapStore();
    IndexSpec spec = spec(Metric.L2, Quantizer.NONE);
    IvfIndex index = index(spec, store);
    for (int i = 0; i < 1000; i++) {
      operations.next().apply(index, store);
      index.commit();
    }
    byte[] checkpoint = index.checkpoint();
    MapStore missing = store.copy();
    missing.log.remove(missing.log.keySet().iterator().next());
    assertThatThrownBy(() -> new IvfIndex(spec, checkpoint, missing, missing))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("log holds");
    MapStore lost = store.copy();
    lost.vectors.remove(lost.vectors.keySet().iterator().next());
    assertThatThrownBy(() -> new IvfIndex(spec, checkpoint, lost, lost))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("vectors");
    MapStore future = store.copy();
    byte[] page = future.pages.get(1).clone();
    page[0] = 9;
    future.pages.put(1, page);
    assertThatThrownBy(() -> new IvfIndex(spec, checkpoint, future, future))
        .hasMessageContaining("page 1")
        .hasMessageContaining("version is 9");
  }

  @Test
  void anotherQuantizerReadsWhatOneHasWritten() throws Exception {
    RandomOperations operations = new RandomOperations(12, DIMENSION, 0.2);
    MapStore store = new MapStore();
    Quantizer rabitq = new Quantizer(Quantizer.Kind.RABITQ, 4, 0, Originals.STORE);
    IvfIndex index = index(spec(Metric.COSINE, rabitq), store);
    for (int i = 0; i < 3000; i++) {
      operations.next().apply(index, store);
    }
    index.commit();
    IvfIndex plain =
        new IvfIndex(spec(Metric.COSINE, Quantizer.NONE), index.checkpoint(), store, store, SIZES);
    assertThat(plain.graphHash()).isEqualTo(index.graphHash());
    assertThat(recall(plain, operations, plain.lists() / 4)).isGreaterThan(0.9);
  }

  /** Those that learn have something to say in a checkpoint that others don't read. */
  @Test
  void codebooksComeAndGoWithTheQuantizer() throws Exception {
    RandomOperations operations = new RandomOperations(13, DIMENSION, 0.2);
    MapStore store = new MapStore();
    IndexSpec none = spec(Metric.COSINE, Quantizer.NONE);
    IndexSpec pq = spec(Metric.COSINE, new Quantizer(Quantizer.Kind.PQ, 2, 0, Originals.HEAP));
    IvfIndex index = index(none, store);
    apply(index, operations, store, 2000);

    IvfIndex coded = new IvfIndex(pq, index.checkpoint(), store, store, SIZES);
    assertThat(coded.graphHash()).as("nothing learned yet").isEqualTo(index.graphHash());
    apply(coded, operations, store, 3000);
    assertThat(coded.codebooks() > 0 || coded.betweenCodebooks()).isTrue();
    assertThat(recall(coded, operations, coded.lists() / 4)).isGreaterThan(0.9);

    IvfIndex plain = new IvfIndex(none, coded.checkpoint(), store, store, SIZES);
    assertThat(plain.graphHash()).as("as checkpointed").isEqualTo(coded.graphHash());
    apply(plain, operations, store, 1000);
    IvfIndex again = new IvfIndex(none, plain.checkpoint(), store, store, SIZES);
    assertThat(again.graphHash()).isEqualTo(plain.graphHash());
    new ListValidator(again).validate();
    assertThat(recall(again, operations, again.lists() / 4)).isGreaterThan(0.9);
  }

  private static void apply(
      IvfIndex index, RandomOperations operations, MapStore store, int count) {
    for (int i = 0; i < count; i++) {
      operations.next().apply(index, store);
    }
    index.commit();
  }
}
