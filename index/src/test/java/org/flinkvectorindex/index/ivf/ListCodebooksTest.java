package org.flinkvectorindex.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.MapStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ListCodebooksTest {
  private static final int DIMENSION = 24;
  private static final ListSizes SIZES = new ListSizes(0, 64, 16, 64);
  private static final int LIVE = 700;

  private final Random random = new Random(51);

  /** Clusters, elsewhere for each era, whose components are far from normally distributed. */
  private float[] vector(int era) {
    float[] vector = new float[DIMENSION];
    int cluster = random.nextInt(12);
    for (int i = 0; i < DIMENSION; i++) {
      int at = (cluster * 3 + i * 5) % 7;
      int centre = era == 0 ? at - 3 : at * at * 3 % 11 - 4;
      vector[i] = (float) (centre + 0.25 * random.nextGaussian());
    }
    return vector;
  }

  private static IvfIndex index(IndexStore store, Originals originals) {
    Quantizer pq = new Quantizer(Quantizer.Kind.PQ, 2, 0, originals);
    return new IvfIndex(
        new IndexSpec(new Structure.Ivf(0, 64), DIMENSION, Metric.L2, 0.5, pq),
        store,
        KernelChoice.best(),
        SIZES);
  }

  /** The oldest of {@link #LIVE} vectors makes room for a new one. */
  private void turnOver(IvfIndex index, MapStore store, int from, int to, int era) {
    for (int i = from; i < to; i++) {
      float[] vector = vector(era);
      String id = "id-" + i % LIVE;
      store.vectors.put(index.upsert(id, vector, 0), new MapStore.Stored(id, vector));
    }
    index.commit();
  }

  @ParameterizedTest
  @EnumSource(Originals.class)
  void codesFollowVectorsThatDriftAndNothingStandsStill(Originals originals) {
    MapStore store = new MapStore();
    Reads reads = new Reads(store);
    IvfIndex index = index(reads, originals);
    turnOver(index, store, 0, 700, 0);
    double unlearned = index.codeError();
    turnOver(index, store, 700, 8000, 0);
    double learned = index.codeError();
    int before = index.codebooks();
    assertThat(before).isPositive();
    assertThat(learned).isLessThan(0.5 * unlearned);

    turnOver(index, store, 8000, 8300, 1);
    double drifted = index.codeError();
    turnOver(index, store, 8300, 20_000, 1);
    System.out.printf(
        "%s: error %.4f, %.4f learned, %.4f drifted, %.4f after, %d codebooks%n",
        originals, unlearned, learned, drifted, index.codeError(), index.codebooks());
    assertThat(drifted).isGreaterThan(1.5 * learned);
    assertThat(index.codeError()).isLessThan(0.6 * drifted);
    assertThat(index.codebooks()).isGreaterThan(before);
    // A list that is coded anew, and moves of vectors between lists of both codebooks.
    assertThat(reads.most).as("vectors read by an operation").isLessThan(4 * 96);
    assertThat(originals == Originals.STORE).isEqualTo(reads.most > 16);
    new ListValidator(index).validate();
    assertFinds(index, store);
  }

  /** All codes are of the codebooks that their lists are said to be of. */
  @Test
  void answersAreAsGoodWhileListsAreOnTheirWay() {
    MapStore store = new MapStore();
    IvfIndex index = index(store, Originals.HEAP);
    int between = 0;
    for (int i = 0; i < 12_000; i += 50) {
      turnOver(index, store, i, i + 50, i < 6000 ? 0 : 1);
      if (index.betweenCodebooks() && between++ % 4 == 0) {
        assertFinds(index, store);
      }
    }
    assertThat(between).isGreaterThan(8);
  }

  private void assertFinds(IvfIndex index, MapStore store) {
    int found = 0;
    for (int q = 0; q < 20; q++) {
      float[] query = vector(1);
      var nearest =
          store.vectors.entrySet().stream()
              .sorted(
                  java.util.Comparator.comparingDouble(
                      each -> squared(query, each.getValue().vector())))
              .limit(10)
              .map(java.util.Map.Entry::getKey)
              .toList();
      for (int slot : index.search(query, 10, 0).slots()) {
        found += nearest.contains(slot) ? 1 : 0;
      }
    }
    assertThat(found).as("of 200").isGreaterThan(196);
  }

  private static double squared(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return sum;
  }

  /** Counts the vectors that an operation reads back. */
  private static final class Reads implements IndexStore {
    private final MapStore store;
    private int now;
    private int most;

    Reads(MapStore store) {
      this.store = store;
    }

    @Override
    public void putLog(long sequence, byte[] entry) {
      store.putLog(sequence, entry);
    }

    @Override
    public void removeLog(long sequence) {
      store.removeLog(sequence);
    }

    @Override
    public void putPage(int page, byte[] image) {
      store.putPage(page, image);
    }

    /** Each update removes one. */
    @Override
    public void removeVector(int slot) {
      now = 0;
      store.removeVector(slot);
    }

    @Override
    public void readVector(int slot, float[] into) {
      most = Math.max(most, ++now);
      store.readVector(slot, into);
    }
  }
}
