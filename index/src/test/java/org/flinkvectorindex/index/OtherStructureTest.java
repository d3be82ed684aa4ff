package org.flinkvectorindex.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.flinkvectorindex.index.graph.GraphValidator;
import org.flinkvectorindex.index.graph.HnswIndex;
import org.flinkvectorindex.index.ivf.IvfIndex;
import org.flinkvectorindex.index.ivf.ListValidator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One structure takes over the vectors of another, a few with each operation. */
class OtherStructureTest {
  private static final int DIMENSION = 17;
  private static final int K = 10;

  private static final List<Structure> STRUCTURES =
      List.of(
          new Structure.Flat(),
          new Structure.Hnsw(8, 60),
          new Structure.Hnsw(16, 60),
          new Structure.Ivf(40, 0),
          new Structure.Auto(new Structure.Hnsw(8, 60, 300)));

  static Stream<Arguments> changes() {
    return STRUCTURES.stream()
        .flatMap(
            from ->
                STRUCTURES.stream()
                    .flatMap(
                        to ->
                            Stream.of(
                                    Quantizer.NONE,
                                    new Quantizer(Quantizer.Kind.SQ8, 8, 0, Originals.HEAP),
                                    new Quantizer(Quantizer.Kind.RABITQ, 4, 0, Originals.STORE))
                                .map(quantizer -> Arguments.of(from, to, quantizer))));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void findsAllAtOnceAndBecomesTheOtherBitByBit(Structure from, Structure to, Quantizer quantizer)
      throws Exception {
    long seed = 7 + quantizer.bits();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    RandomOperations operations = new RandomOperations(seed, DIMENSION, 0.3);
    IndexSpec spec = new IndexSpec(from, DIMENSION, Metric.L2, 0.5, quantizer);
    MapStore store = new MapStore();
    VectorIndex index = VectorIndex.create(spec, store);
    for (int i = 0; i < 2000; i++) {
      operations.next().apply(index, store);
    }
    index.commit();

    IndexSpec other = spec.with(to);
    MapStore twinStore = left(index, store);
    store = twinStore.copy();
    VectorIndex twin = VectorIndex.over(other, twinStore, twinStore);
    index = VectorIndex.over(other, store, store);
    int begun = index.size();
    assertFinds(index, operations);
    for (int round = 0; round < 12; round++) {
      int before = inside(index);
      for (int i = 0; i < 50; i++) {
        var operation = operations.next();
        operation.apply(index, store);
        operation.apply(twin, twinStore);
        if (random.nextInt(5) == 0) {
          index.commit();
          twin.commit();
        }
      }
      if (!(to instanceof Structure.Flat)) {
        assertThat(inside(index) - before).as("bounded").isLessThanOrEqualTo(3 * 50);
      }
      index.commit();
      twin.commit();
      store = store.copy();
      index = VectorIndex.restore(other, index.checkpoint(), store, store);
      assertThat(index.graphHash()).as("round %d", round).isEqualTo(twin.graphHash());
      validate(index);
      assertFinds(index, operations);
    }
    assertThat(inside(index)).as("nothing waits").isEqualTo(index.size());
    assertThat(begun).isGreaterThan(300);
  }

  /** Who limits memory by what a restore found must not find more with the first question. */
  @ParameterizedTest
  @MethodSource("flatAndUnlinked")
  void aSearchTakesNoMoreMemoryThanWasCountedWithTheRestore(IndexSpec spec) throws Exception {
    RandomOperations operations = new RandomOperations(12, DIMENSION, 0);
    MapStore store = new MapStore();
    VectorIndex index = VectorIndex.create(spec.with(new Structure.Flat()), store);
    apply(index, operations, store, 8000);
    VectorIndex restored = VectorIndex.over(spec, store, store);
    long found = restored.heapBytes();
    restored.search(operations.vector(), K, 64);
    assertThat(restored.heapBytes()).isBetween(found, found + found / 50);
  }

  static Stream<IndexSpec> flatAndUnlinked() {
    return Stream.of(
            new Structure.Flat(), new Structure.Hnsw(8, 60, 0), new Structure.Hnsw(8, 60, 1 << 20))
        .flatMap(
            structure ->
                Stream.of(
                        Quantizer.NONE, new Quantizer(Quantizer.Kind.RABITQ, 4, 0, Originals.STORE))
                    .map(
                        quantizer ->
                            new IndexSpec(structure, DIMENSION, Metric.L2, 0.5, quantizer)));
  }

  /** Codes of codebooks are in lists only: other structures are read, and left, without. */
  @ParameterizedTest
  @MethodSource("structures")
  void codebooksTakeOverFromAnyStructureAndGiveBack(Structure from) throws Exception {
    RandomOperations operations = new RandomOperations(9, DIMENSION, 0.3);
    IndexSpec spec = new IndexSpec(from, DIMENSION, Metric.L2, 0.5);
    IndexSpec pq =
        new IndexSpec(
            new Structure.Ivf(40, 0),
            DIMENSION,
            Metric.L2,
            0.5,
            new Quantizer(Quantizer.Kind.PQ, 2, 0, Originals.STORE));
    MapStore store = new MapStore();
    VectorIndex index = VectorIndex.create(spec, store);
    apply(index, operations, store, 2000);
    index = change(index, pq, store);
    for (int round = 0; round < 12; round++) {
      apply(index, operations, store, 100);
      long hash = index.graphHash();
      store = store.copy();
      index = VectorIndex.restore(pq, index.checkpoint(), store, store);
      assertThat(index.graphHash()).as("round %d", round).isEqualTo(hash);
      validate(index);
      assertFinds(index, operations);
    }
    assertThat(inside(index)).as("nothing waits").isEqualTo(index.size());
    index = change(index, spec, store);
    apply(index, operations, store, 100);
    validate(index);
    assertFinds(index, operations);
  }

  /** Or a shard whose vectors are left to the store would not fit in the memory that is there. */
  @ParameterizedTest
  @MethodSource("structures")
  void whatIsLeftIsReadWithVectorsInTheStoreToo(Structure from) throws Exception {
    int dimension = 768;
    RandomOperations operations = new RandomOperations(9, dimension, 0);
    MapStore store = new MapStore();
    VectorIndex index = VectorIndex.create(new IndexSpec(from, dimension, Metric.L2, 0.5), store);
    apply(index, operations, store, 1000);
    IndexSpec pq =
        new IndexSpec(
            new Structure.Ivf(40, 0),
            dimension,
            Metric.L2,
            0.5,
            new Quantizer(Quantizer.Kind.PQ, 2, 0, Originals.STORE));
    IndexSpec read = StoredSpec.other(pq, index.checkpoint()).orElse(pq);
    VectorIndex left = VectorIndex.restore(read, index.checkpoint(), store, store);
    assertThat(left.graphHash()).isEqualTo(index.graphHash());
    assertThat(left.heapBytes()).isLessThan(4L * dimension * index.size() / 2);
  }

  static Stream<Structure> structures() {
    return STRUCTURES.stream();
  }

  private static void apply(
      VectorIndex index, RandomOperations operations, MapStore store, int count) {
    for (int i = 0; i < count; i++) {
      operations.next().apply(index, store);
    }
    index.commit();
  }

  /** As a shard does: what was written is read as it was written, and then taken over. */
  private static VectorIndex change(VectorIndex index, IndexSpec to, MapStore store)
      throws IOException {
    var other = StoredSpec.other(to, index.checkpoint());
    VectorIndex read =
        VectorIndex.restore(other.orElse(to), index.checkpoint(), store.copy(), store.copy());
    assertThat(read.graphHash()).isEqualTo(index.graphHash());
    if (other.isEmpty()) {
      return VectorIndex.restore(to, index.checkpoint(), store, store);
    }
    MapStore live = left(read, store);
    store.vectors.clear();
    store.log.clear();
    store.pages.clear();
    store.vectors.putAll(live.vectors);
    return VectorIndex.over(to, store, store);
  }

  /** What is stored once another structure is to take over: the live vectors. */
  private static MapStore left(VectorIndex index, MapStore store) throws IOException {
    MapStore left = new MapStore();
    store.vectors.forEach(
        (slot, stored) -> {
          if (index.slotOf(stored.id()) == slot) {
            left.vectors.put(slot, stored);
          }
        });
    return left;
  }

  private static int inside(VectorIndex index) {
    if (index instanceof HnswIndex graph) {
      return graph.graph().live();
    }
    return index instanceof IvfIndex lists ? lists.size() - lists.unlisted() : index.size();
  }

  private static void validate(VectorIndex index) {
    if (index instanceof HnswIndex graph) {
      new GraphValidator(graph.graph()).validate();
    } else if (index instanceof IvfIndex lists) {
      new ListValidator(lists).validate();
    }
  }

  /** How many vectors a scan compares with; none is nearer than the nearest answered. */
  private static int scanned(VectorIndex index, float[] query, float nearest) {
    ExactScan scan = index.exactly();
    int live = 0;
    scan.aim(query);
    for (int slot = 0; slot < scan.high(); slot++) {
      if (scan.live(slot)) {
        live++;
        assertThat(scan.distance(slot)).isGreaterThanOrEqualTo(nearest);
      }
    }
    return live;
  }

  private static void assertFinds(VectorIndex index, RandomOperations operations) {
    int found = 0;
    int asked = 0;
    assertThat(index.size()).isEqualTo(operations.expected.size());
    for (int q = 0; q < 10; q++) {
      float[] query = operations.vector();
      SearchHits hits = index.search(query, K, index instanceof IvfIndex ? 0 : 200);
      var nearest = new HashSet<>(operations.nearest(query, K, Metric.L2));
      for (int i = 0; i < hits.count(); i++) {
        found += nearest.contains(index.idOf(hits.slots()[i])) ? 1 : 0;
      }
      asked += K;
      assertThat(scanned(index, query, hits.distances()[0])).isEqualTo(index.size());
    }
    assertThat(found).as("of %d", asked).isGreaterThanOrEqualTo(asked * 95 / 100);
  }
}
