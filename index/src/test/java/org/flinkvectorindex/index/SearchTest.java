package org.flinkvectorindex.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Searches that ask for more than what is nearest, against a plain map. */
class SearchTest {
  private static final int DIMENSION = 17;
  private static final int K = 10;
  private static final int OPERATIONS = 4000;
  private static final long SEED = 20261122;

  private static final List<Structure> STRUCTURES =
      List.of(
          new Structure.Flat(),
          new Structure.Hnsw(8, 60),
          new Structure.Hnsw(8, 60, 1 << 20),
          new Structure.Ivf(40, 0),
          new Structure.Auto(new Structure.Hnsw(8, 60, 300)));

  static Stream<Arguments> indexes() {
    return STRUCTURES.stream()
        .flatMap(
            structure ->
                Stream.of(
                        Quantizer.NONE,
                        new Quantizer(Quantizer.Kind.SQ8, 8, 0, Originals.HEAP),
                        new Quantizer(Quantizer.Kind.RABITQ, 4, 0, Originals.STORE),
                        new Quantizer(Quantizer.Kind.PQ, 2, 0, Originals.STORE))
                    .filter(
                        quantizer ->
                            quantizer.kind() != Quantizer.Kind.PQ
                                || structure instanceof Structure.Ivf)
                    .map(quantizer -> Arguments.of(structure, quantizer)));
  }

  private static final class Filled {
    final RandomOperations operations = new RandomOperations(SEED, DIMENSION, 0.2);
    final VectorIndex index;
    final boolean exact;
    final int ef;

    Filled(Structure structure, Quantizer quantizer) {
      this(structure, Metric.L2, quantizer);
    }

    Filled(Structure structure, Metric metric, Quantizer quantizer) {
      System.out.println("seed " + SEED);
      MapStore store = new MapStore();
      index =
          VectorIndex.create(new IndexSpec(structure, DIMENSION, metric, 0.5, quantizer), store);
      for (int i = 0; i < OPERATIONS; i++) {
        operations.next().apply(index, store);
      }
      index.commit();
      boolean lists = structure instanceof Structure.Ivf;
      exact = quantizer.kind() == Quantizer.Kind.NONE && !isGraph(structure);
      ef = lists ? 0 : 100;
    }

    /** Every so many ids, lowest first. */
    BitSet every(int one) {
      BitSet slots = new BitSet();
      int i = 0;
      for (String id : new TreeMap<>(operations.expected).keySet()) {
        if (i++ % one == 0) {
          slots.set(index.slotOf(id));
        }
      }
      return slots;
    }

    /** Ids of those accepted, nearest first, ties by id. */
    List<String> nearest(float[] query, BitSet accepted, float bound) {
      record Near(String id, float distance) {}
      List<Near> all = new ArrayList<>();
      ExactScan scan = index.exactly();
      scan.aim(query);
      for (Map.Entry<String, float[]> each : operations.expected.entrySet()) {
        int slot = index.slotOf(each.getKey());
        if (accepted.get(slot) && scan.distance(slot) < bound) {
          all.add(new Near(each.getKey(), scan.distance(slot)));
        }
      }
      all.sort(java.util.Comparator.comparingDouble(Near::distance).thenComparing(Near::id));
      return all.stream().limit(K).map(Near::id).toList();
    }

    List<String> ids(SearchHits hits) {
      return Arrays.stream(hits.slots()).mapToObj(index::idOf).toList();
    }
  }

  private static boolean isGraph(Structure structure) {
    return structure instanceof Structure.Auto
        || (structure instanceof Structure.Hnsw graph && graph.exactUntil() == 0);
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void answersTheNearestOfWhatIsAccepted(Structure structure, Quantizer quantizer) {
    Filled filled = new Filled(structure, quantizer);
    int live = filled.index.size();
    for (int one : new int[] {1, 2, 10, 100, 400, live}) {
      BitSet accepted = filled.every(one);
      int found = 0;
      int expected = 0;
      for (int q = 0; q < 20; q++) {
        float[] query = filled.operations.vector();
        SearchHits hits =
            filled.index.search(query, new Search(K, filled.ef).accepting(accepted::get));
        List<String> nearest = filled.nearest(query, accepted, Float.POSITIVE_INFINITY);
        assertThat(Arrays.stream(hits.slots())).allMatch(accepted::get).doesNotHaveDuplicates();
        assertThat(hits.count()).isEqualTo(nearest.size());
        assertThat(hits.complete()).isTrue();
        if (filled.exact) {
          assertThat(filled.ids(hits)).isEqualTo(nearest);
        }
        Set<String> distinct = new HashSet<>(nearest);
        found += (int) filled.ids(hits).stream().filter(distinct::contains).count();
        expected += nearest.size();
      }
      assertThat(found / (double) expected).as("one in %d", one).isGreaterThan(0.97);
    }
  }

  static Stream<Arguments> metricsAndQuantizers() {
    return Stream.of(Metric.values())
        .flatMap(
            metric ->
                indexes()
                    .map(Arguments::get)
                    .filter(each -> each[0] instanceof Structure.Ivf)
                    .map(each -> Arguments.of(metric, each[1])));
  }

  /** As many are found among those accepted as without a filter, however few they are. */
  @ParameterizedTest
  @MethodSource("metricsAndQuantizers")
  void aFilterCostsListsThatAreProbedNoRecall(Metric metric, Quantizer quantizer) {
    Filled filled = new Filled(new Structure.Ivf(40, 0), metric, quantizer);
    int probes = 2;
    List<float[]> queries = Stream.generate(filled.operations::vector).limit(100).toList();
    double without = recallOfSome(filled, queries, 0, probes);
    assertThat(without).isBetween(0.5, 0.98);
    for (int one : new int[] {1, 2, 10, 50}) {
      assertThat(recallOfSome(filled, queries, one, probes))
          .as("one in %d", one)
          .isGreaterThan(without - 0.01);
    }
  }

  /**
   * Recall against an exact search of one in so many.
   *
   * @param one 0 without a filter
   */
  private static double recallOfSome(Filled filled, List<float[]> queries, int one, int probes) {
    BitSet accepted = filled.every(Math.max(1, one));
    int found = 0;
    int expected = 0;
    for (float[] query : queries) {
      Search search = new Search(K, probes);
      SearchHits hits =
          filled.index.search(query, one == 0 ? search : search.accepting(accepted::get));
      List<String> nearest = filled.nearest(query, accepted, Float.POSITIVE_INFINITY);
      assertThat(Arrays.stream(hits.slots())).allMatch(accepted::get);
      found += (int) filled.ids(hits).stream().filter(nearest::contains).count();
      expected += nearest.size();
    }
    return found / (double) expected;
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void acceptingNothingAnswersNothing(Structure structure, Quantizer quantizer) {
    Filled filled = new Filled(structure, quantizer);
    SearchHits hits =
        filled.index.search(
            filled.operations.vector(), new Search(K, filled.ef).accepting(slot -> false));
    assertThat(hits.count()).isZero();
    assertThat(hits.complete()).isTrue();
    assertThat(hits.bound(K)).isEqualTo(Float.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void aBoundLeavesOutWhatIsNotNearer(Structure structure, Quantizer quantizer) {
    Filled filled = new Filled(structure, quantizer);
    BitSet all = filled.every(1);
    int found = 0;
    int expected = 0;
    long visited = 0;
    long unbounded = 0;
    for (int q = 0; q < 60; q++) {
      float[] query = filled.operations.vector();
      Search search = new Search(K, filled.ef);
      SearchHits without = filled.index.search(query, search);
      float bound = without.distances()[q % K];
      SearchHits hits = filled.index.search(query, search.nearerThan(bound));
      List<String> nearer = filled.nearest(query, all, bound);
      if (filled.exact) {
        assertThat(filled.ids(hits)).isEqualTo(nearer);
      }
      for (float distance : hits.distances()) {
        assertThat(distance).isLessThan(bound);
      }
      found += (int) filled.ids(hits).stream().filter(nearer::contains).count();
      expected += nearer.size();
      visited += hits.visited();
      unbounded += without.visited();
      SearchHits ties = filled.index.search(query, search.nearerThan(without.bound(K)));
      if (filled.exact) {
        assertThat(filled.ids(ties)).as("all as near are kept").isEqualTo(filled.ids(without));
      }
    }
    assertThat(found / (double) expected).isGreaterThan(0.97);
    assertThat(visited).isLessThanOrEqualTo(unbounded);
    if (isGraph(structure) || structure instanceof Structure.Ivf) {
      assertThat(visited).as("less than without").isLessThan(unbounded);
    }
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void staysWithinItsBudget(Structure structure, Quantizer quantizer) {
    Filled filled = new Filled(structure, quantizer);
    BitSet some = filled.every(3);
    for (int q = 0; q < 20; q++) {
      float[] query = filled.operations.vector();
      Search search = new Search(K, filled.ef).accepting(some::get);
      SearchHits whole = filled.index.search(query, search);
      for (int budget : new int[] {1, whole.visited() / 2, whole.visited() - 1}) {
        SearchHits hits = filled.index.search(query, search.within(budget));
        assertThat(hits.complete()).as("budget %d", budget).isFalse();
        // To begin takes centroids, or the way down.
        assertThat(hits.visited()).isLessThanOrEqualTo(Math.max(budget, 150));
        assertThat(Arrays.stream(hits.slots())).allMatch(some::get);
      }
      SearchHits enough = filled.index.search(query, search.within(whole.visited()));
      assertThat(enough.complete()).isTrue();
      assertThat(enough.slots()).isEqualTo(whole.slots());
      assertThat(enough.visited()).isEqualTo(whole.visited());
    }
  }

  /** With fewer accepted a walk gives way before it has met all there is. */
  @Test
  void aGraphComparesWithTheFewThatAreAccepted() {
    Filled filled = new Filled(new Structure.Hnsw(8, 60), Quantizer.NONE);
    BitSet few = filled.every(200);
    for (int q = 0; q < 20; q++) {
      float[] query = filled.operations.vector();
      SearchHits hits = filled.index.search(query, new Search(K, 100).accepting(few::get));
      assertThat(filled.ids(hits)).isEqualTo(filled.nearest(query, few, Float.POSITIVE_INFINITY));
      assertThat(hits.visited()).isLessThan(filled.index.size() / 4);
    }
  }

  /** What lies around the query is not accepted, all that is far away is. */
  @Test
  void aFilterMayHaveToDoWithTheDistance() {
    Filled filled = new Filled(new Structure.Hnsw(8, 60), Quantizer.NONE);
    int found = 0;
    for (int q = 0; q < 20; q++) {
      float[] query = filled.operations.vector();
      ExactScan scan = filled.index.exactly();
      scan.aim(query);
      BitSet far = new BitSet();
      for (int slot = 0; slot < scan.high(); slot++) {
        far.set(slot, scan.live(slot) && scan.distance(slot) > 30);
      }
      SearchHits hits = filled.index.search(query, new Search(K, 100).accepting(far::get));
      List<String> nearest = filled.nearest(query, far, Float.POSITIVE_INFINITY);
      found += (int) filled.ids(hits).stream().filter(nearest::contains).count();
    }
    assertThat(found).isGreaterThan(194);
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void aSearchForNoMoreIsTheShortOne(Structure structure, Quantizer quantizer) {
    Filled filled = new Filled(structure, quantizer);
    float[] query = filled.operations.vector();
    SearchHits hits = filled.index.search(query, new Search(K, filled.ef));
    SearchHits same = filled.index.search(query, K, filled.ef);
    assertThat(hits.slots()).isEqualTo(same.slots());
    assertThat(hits.distances()).isEqualTo(same.distances());
    assertThat(hits.visited()).isEqualTo(same.visited());
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void everyKindRefusesWhatMakesNoSense(Structure structure, Quantizer quantizer) {
    VectorIndex index =
        VectorIndex.create(
            new IndexSpec(structure, DIMENSION, Metric.L2, 0.5, quantizer), new MapStore());
    float[] query = new float[DIMENSION];
    index.upsert("a", query, 0);
    assertThatThrownBy(() -> index.search(query, 0, 10)).hasMessage("k is 0, allowed: 1 or more");
    assertThatThrownBy(() -> index.search(query, 1, -1)).hasMessage("ef is -1, allowed: 0 or more");
  }

  @Test
  void refusesWhatMakesNoSense() {
    Search search = new Search(K, 0);
    assertThatThrownBy(() -> new Search(0, 10)).hasMessage("k is 0, allowed: 1 or more");
    assertThatThrownBy(() -> new Search(1, -1)).hasMessage("ef is -1, allowed: 0 or more");
    assertThatThrownBy(() -> search.within(0)).hasMessage("budget is 0, allowed: 1 or more");
    assertThatThrownBy(() -> search.nearerThan(Float.NaN))
        .hasMessage("bound is NaN, allowed: a distance");
  }
}
