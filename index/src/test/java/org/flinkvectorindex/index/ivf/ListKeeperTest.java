package org.flinkvectorindex.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.MapStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.junit.jupiter.api.Test;

final class ListKeeperTest {
  private static final long SEED = 5;
  private static final int DIMENSION = 16;
  private static final int SITES = 20;

  /** Of those that are split above 72, and given up below 24. */
  private static final int LONG = 70;

  private static final int SHORT = 20;

  private final Random random = new Random(SEED);
  private final List<float[]> vectors = new ArrayList<>();
  private final IvfIndex index =
      new IvfIndex(
          new IndexSpec(new Structure.Ivf(0, 64), DIMENSION, Metric.L2, 0.5, Quantizer.NONE),
          new MapStore(),
          KernelChoice.best(),
          new ListSizes(0, 64, 48, 1024));

  /**
   * A few vectors by themselves next to a list that is nearly too long: that would be split if it
   * got them, into the same two lists.
   */
  @Test
  void settlesWhereTheNextListHasNoRoom() {
    System.out.println("seed " + SEED);
    for (int site = 0; site < SITES; site++) {
      float[] centre = near(new float[DIMENSION], 100);
      float[] beside = near(centre, 3);
      for (int i = 0; i < LONG + SHORT; i++) {
        vectors.add(near(i % (LONG + SHORT) < LONG ? centre : beside, 0.5));
      }
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      order.add(i);
    }
    for (int round = 0; round < 3; round++) {
      putAll(order);
    }
    assertThat(putAll(order)).as("lists that were made, seed %d", SEED).isZero();
    new ListValidator(index).validate();
  }

  /** Replaces every vector by itself; says how many lists there are that were not there before. */
  private int putAll(List<Integer> order) {
    Collections.shuffle(order, random);
    Set<InvertedList> before = lists();
    int made = 0;
    for (int row : order) {
      index.upsert("id-" + row, vectors.get(row), 0);
      index.commit();
      Set<InvertedList> now = lists();
      now.removeAll(before);
      made += now.size();
      before.addAll(now);
    }
    return made;
  }

  private Set<InvertedList> lists() {
    Set<InvertedList> lists = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int list = 0; list < index.structure().high(); list++) {
      if (index.structure().has(list)) {
        lists.add(index.structure().get(list));
      }
    }
    return lists;
  }

  private float[] near(float[] centre, double spread) {
    float[] vector = centre.clone();
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] += (float) (spread * random.nextGaussian());
    }
    return vector;
  }
}
