package org.flinkvectorindex.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.MapStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever came and went before, and in whatever order: lists that follow a stream find as much, by
 * as many comparisons, as lists trained on all that is live now; with product codes, which leave
 * out too much to train by, as lists that were filled with nothing else. And no operation does
 * much.
 */
final class ListChurnTest {
  private static final long SEED = 11;
  private static final int DIMENSION = 24;
  private static final int CLUSTERS = 60;

  /** Vectors of a cluster that are live at once, about. */
  private static final int EACH = 80;

  private static final int WINDOW = CLUSTERS * EACH;
  private static final int K = 10;
  private static final int QUERIES = 200;
  private static final int[] PROBES = {4, 8, 16};

  /** As {@link ListSizes} are by default, with lists from the first few vectors on. */
  private static final ListSizes SIZES = new ListSizes(0, 64, 48, 1024);

  private final Random random = new Random(SEED);
  private final float[][] centres = new float[CLUSTERS][DIMENSION];
  private final Map<String, float[]> live = new LinkedHashMap<>();
  private final MapStore store = new MapStore();
  private final CountingKernels counting = new CountingKernels();
  private Quantizer quantizer;
  private IvfIndex index;
  private double spread;
  private double lost;
  private int compared;

  static Stream<Quantizer> quantizers() {
    return Stream.of(
        Quantizer.NONE,
        new Quantizer(Quantizer.Kind.SQ8, 8, 0, Originals.HEAP),
        new Quantizer(Quantizer.Kind.RABITQ, 4, 0, Originals.HEAP),
        new Quantizer(Quantizer.Kind.PQ, 2, 0, Originals.HEAP));
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void aWindowSlidesOverClustersThatDrift(Quantizer quantizer) {
    begin(quantizer, 1.5);
    for (int i = 0; i < 6 * WINDOW; i++) {
      if (i % 100 == 0) {
        for (float[] centre : centres) {
          move(centre, 0.1);
        }
      }
      put("v" + i, near(random.nextInt(CLUSTERS)));
      if (i >= WINDOW) {
        delete("v" + (i - WINDOW));
      }
      if (i > 2 * WINDOW && i % WINDOW == WINDOW / 2) {
        compare();
      }
    }
    assertFindsAsMuch();
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void clustersComeAndGoOneAfterTheOther(Quantizer quantizer) {
    begin(quantizer, 1);
    for (int round = 0; round < 5; round++) {
      for (int cluster = 0; cluster < CLUSTERS; cluster++) {
        for (int i = 0; i < EACH; i++) {
          put(cluster + "-" + round + "-" + i, near(cluster));
        }
        for (int i = 0; round > 0 && i < EACH; i++) {
          delete(cluster + "-" + (round - 1) + "-" + i);
        }
        move(centres[cluster], 0.25);
        if (round > 0 && cluster == CLUSTERS / 2) {
          compare();
        }
      }
    }
    assertFindsAsMuch();
  }

  private void begin(Quantizer quantizer, double spread) {
    System.out.println("seed " + SEED);
    this.quantizer = quantizer;
    this.spread = spread;
    index = empty(store);
    for (float[] centre : centres) {
      move(centre, 1);
    }
  }

  private IvfIndex empty(MapStore store) {
    IndexSpec spec = new IndexSpec(new Structure.Ivf(0, 64), DIMENSION, Metric.L2, 0.5, quantizer);
    return new IvfIndex(spec, store, counting.kernels, SIZES);
  }

  private IvfIndex filled(List<String> ids) {
    IvfIndex filled = empty(new MapStore());
    for (String id : ids) {
      filled.upsert(id, live.get(id), 0);
      filled.commit();
    }
    return filled;
  }

  private void move(float[] point, double by) {
    for (int i = 0; i < DIMENSION; i++) {
      point[i] += (float) (by * random.nextGaussian());
    }
  }

  private float[] near(int cluster) {
    float[] vector = centres[cluster].clone();
    move(vector, spread);
    return vector;
  }

  private void put(String id, float[] vector) {
    live.put(id, vector);
    bounded(() -> store.vectors.put(index.upsert(id, vector, 0), new MapStore.Stored(id, vector)));
  }

  private void delete(String id) {
    live.remove(id);
    bounded(() -> index.delete(id));
  }

  /**
   * The most that is done at once: 32 vectors of a list that is given up are compared with all
   * centroids, or all of a list with those of the 16 next to it. Work that is due in many lists,
   * after a split, waits for later operations.
   */
  private void bounded(Runnable operation) {
    long before = counting.comparisons();
    operation.run();
    int longest = 2 * SIZES.split(live.size());
    assertThat(counting.comparisons() - before)
        .as("comparisons of an operation, with %d lists", index.lists())
        .isLessThanOrEqualTo(34L * index.structure().high() + 20L * longest);
    index.commit();
  }

  private record Found(double comparisons, double recall) {}

  /** Of the same questions, for as many comparisons, centroids included. */
  private void compare() {
    new ListValidator(index).validate();
    List<String> ids = new ArrayList<>(live.keySet());
    Collections.shuffle(ids, random);
    int lists = ids.size() / SIZES.shortest();
    TrainedLists trained = new TrainedLists(ids.stream().map(live::get).toList(), lists);
    boolean product = quantizer.kind() == Quantizer.Kind.PQ;
    IvfIndex filled = product ? filled(ids) : index;
    List<float[]> queries = new ArrayList<>();
    List<Set<String>> nearest = new ArrayList<>();
    for (int q = 0; q < QUERIES; q++) {
      float[] query = live.get(ids.get(ids.size() - 1 - q)).clone(); // No list began with them.
      move(query, 0.3 * spread);
      queries.add(query);
      nearest.add(nearest(query));
    }
    for (int probes : PROBES) {
      long comparisons = 0;
      int found = 0;
      for (int q = 0; q < QUERIES; q++) {
        List<Integer> probed = trained.probe(queries.get(q), probes);
        comparisons += trained.count() + probed.size();
        found += (int) probed.stream().map(ids::get).filter(nearest.get(q)::contains).count();
      }
      Found expected =
          product ? search(filled, queries, nearest, probes) : found(comparisons, found);
      lost += expected.recall() - recall(queries, nearest, expected.comparisons());
      compared++;
    }
  }

  private static Found found(long comparisons, int found) {
    return new Found(comparisons / (double) QUERIES, found / (double) (K * QUERIES));
  }

  /** Between what is found for a little less and for a little more. */
  private double recall(List<float[]> queries, List<Set<String>> nearest, double comparisons) {
    Found less = new Found(0, 0);
    for (int probes = 1; probes <= index.lists(); probes++) {
      Found more = search(index, queries, nearest, probes);
      if (more.comparisons() >= comparisons) {
        double share =
            (comparisons - less.comparisons()) / (more.comparisons() - less.comparisons());
        return less.recall() + share * (more.recall() - less.recall());
      }
      less = more;
    }
    return less.recall();
  }

  private Found search(
      IvfIndex index, List<float[]> queries, List<Set<String>> nearest, int probes) {
    long comparisons = 0;
    int found = 0;
    for (int q = 0; q < QUERIES; q++) {
      SearchHits hits = index.search(queries.get(q), K, probes);
      comparisons += hits.visited();
      Set<String> expected = nearest.get(q);
      found +=
          (int) IntStream.of(hits.slots()).mapToObj(index::idOf).filter(expected::contains).count();
    }
    return found(comparisons, found);
  }

  private Set<String> nearest(float[] query) {
    record Near(String id, double distance) {}
    return new HashSet<>(
        live.entrySet().stream()
            .map(each -> new Near(each.getKey(), TrainedLists.squaredL2(query, each.getValue())))
            .sorted(Comparator.comparingDouble(Near::distance))
            .limit(K)
            .map(Near::id)
            .toList());
  }

  private void assertFindsAsMuch() {
    System.out.printf("%s: recall is %.4f less%n", quantizer.kind(), lost / compared);
    assertThat(compared).isGreaterThanOrEqualTo(3 * PROBES.length);
    assertThat(lost / compared).as("recall lost, seed %d", SEED).isLessThan(0.01);
  }
}
