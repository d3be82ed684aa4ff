package org.flinkvectorindex.index.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Structure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one delete changes doesn't grow with the index, whoever is deleted. */
class BoundedDeletesTest {
  private static final int DIMENSION = 8;
  private static final int COUNT = 20_000;
  private static final long SEED = 5;

  /** Bytes: repairs of 32 nodes, and new parents for the children of one. */
  private static final int MOST = 1500;

  private final Random random = new Random(SEED);
  private final Bursts bursts = new Bursts();
  private final HnswIndex index =
      new HnswIndex(new IndexSpec(new Structure.Hnsw(8, 24), DIMENSION, Metric.L2, 0.5), bursts);

  /** The largest entry of the log, and how often each kind of call came since the last commit. */
  private static final class Bursts implements IndexStore {
    int entry;
    int pages;
    int cut;

    void clear() {
      entry = 0;
      pages = 0;
      cut = 0;
    }

    @Override
    public void putLog(long sequence, byte[] bytes) {
      entry = bytes.length;
    }

    @Override
    public void removeLog(long sequence) {
      cut++;
    }

    @Override
    public void putPage(int page, byte[] image) {
      pages++;
    }

    @Override
    public void removeVector(int slot) {}

    @Override
    public void readVector(int slot, float[] into) {
      throw new UnsupportedOperationException();
    }
  }

  enum Order {
    FIRST_IN_FIRST_OUT,
    LAST_IN_FIRST_OUT,
    RANDOM
  }

  private void put(String id) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    index.upsert(id, vector, 0);
    index.commit();
  }

  @BeforeEach
  void fill() {
    System.out.println("seed " + SEED);
    for (int i = 0; i < COUNT; i++) {
      put("v" + i);
    }
  }

  private List<Integer> order(Order order) {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      ids.add(i);
    }
    switch (order) {
      case FIRST_IN_FIRST_OUT -> {}
      case LAST_IN_FIRST_OUT -> Collections.reverse(ids);
      case RANDOM -> Collections.shuffle(ids, random);
    }
    return ids;
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void changesAFewNodes(Order order) {
    GraphValidator validator = new GraphValidator(index.graph());
    int largest = 0;
    int deleted = 0;
    for (int i : order(order)) {
      bursts.clear();
      index.delete("v" + i);
      index.commit();
      largest = Math.max(largest, bursts.entry);
      if (++deleted % 1000 == 0) {
        validator.validate();
      }
    }
    assertThat(largest).as("bytes of the largest log entry").isLessThan(MOST);
  }

  /** As a window that slides does: the first in is the root of the tree. */
  @Test
  void changesAFewNodesWhereTheOldestGoesAndANewOneComes() {
    int largest = 0;
    for (int i = 0; i < COUNT; i++) {
      put("v" + (COUNT + i));
      bursts.clear();
      index.delete("v" + i);
      index.commit();
      largest = Math.max(largest, bursts.entry);
    }
    assertThat(largest).as("bytes of the largest log entry").isLessThan(MOST);
    new GraphValidator(index.graph()).validate();
  }

  @Test
  void raisesNoLabel() {
    Graph graph = index.graph();
    int[] labels = new int[COUNT];
    int risen = 0;
    for (int i = 0; i < 500; i++) {
      for (int slot = 0; slot < COUNT; slot++) {
        labels[slot] = graph.label(slot);
      }
      index.delete("v" + i);
      for (int slot = 0; slot < COUNT; slot++) {
        risen += graph.label(slot) > labels[slot] ? 1 : 0;
      }
    }
    assertThat(risen).isZero();
  }

  @Test
  void givesBackAFewPagesWithEachOfTheNextChanges() {
    for (int i = 0; i < COUNT; i++) {
      index.delete("v" + i);
      index.commit();
    }
    int pages = 0;
    int most = 0;
    int cut = 0;
    for (int i = 0; i < 2000; i++) {
      bursts.clear();
      put("w" + i % 3);
      pages += bursts.pages;
      most = Math.max(most, bursts.pages);
      cut = Math.max(cut, bursts.cut);
    }
    assertThat(index.graph().high()).isLessThan(10);
    assertThat(pages).as("pages that are gone are written").isGreaterThan(COUNT / 64);
    assertThat(most).as("pages of one commit").isLessThan(32);
    assertThat(cut).as("log entries cut with one commit").isLessThan(100);
  }
}
