package org.flinkvectorindex.benchmarks.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.flinkvectorindex.benchmarks.DiscardingStore;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.VectorIndex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recall of answers that are made up, of rows at 0, 1, 2… and a question at 0. */
class LiveSetTest {
  private static final IndexSpec SPEC = new IndexSpec(new Structure.Flat(), 1, Metric.L2, 0.5);
  private static final int K = 3;

  private final Vectors base = new Vectors(8, 1, new float[] {0, 1, 2, 3, 4, 5, 6, 7});
  private final VectorIndex index = VectorIndex.create(SPEC, new DiscardingStore());
  private final LiveSet live = new LiveSet(base, new Vectors(1, 1, new float[] {0}), SPEC);

  @BeforeEach
  void fill() {
    for (int row = 0; row < 5; row++) {
      String id = Integer.toString(row);
      index.upsert(id, base.values(), row);
      live.put(id, row);
    }
  }

  /** Of an answer of these ids, which says that all of them are very near. */
  private double recall(int... ids) {
    int[] slots = Arrays.stream(ids).map(id -> index.slotOf(Integer.toString(id))).toArray();
    SearchHits[] answers = {new SearchHits(slots, new float[ids.length], 0, true)};
    return live.recall(index, answers, live.kth(K), K);
  }

  @Test
  void aShareOfThoseThatAreNearest() {
    assertThat(recall(0, 1, 2)).isEqualTo(1);
    assertThat(recall(0, 1, 3)).isEqualTo(2 / 3.0);
    assertThat(recall(0)).isEqualTo(1 / 3.0);
  }

  @Test
  void whatIsDeletedIsNoAnswer() {
    live.remove("1");
    assertThat(recall(0, 1, 2)).isEqualTo(2 / 3.0);
  }

  @Test
  void anAnswerThatIsGivenTwiceCountsOnce() {
    assertThat(recall(0, 0, 0)).isEqualTo(1 / 3.0);
  }

  @Test
  void whatHasMovedAwayIsNoAnswer() {
    live.put("0", 7);
    assertThat(recall(0, 1, 2)).isEqualTo(2 / 3.0);
    assertThat(recall(1, 2, 3)).isEqualTo(1);
  }

  @Test
  void twoIdsOfTheSameVectorAreTwoAnswers() {
    live.put("4", 0);
    assertThat(recall(0, 4, 1)).isEqualTo(1);
  }

  @Test
  void aNewIndexCommitsAsTheOtherDoes() {
    DiscardingStore store = new DiscardingStore(base);
    IndexSpec graph = new IndexSpec(new Structure.Hnsw(4, 10), 1, Metric.L2, 0.5);
    assertThat(live.fresh(graph, store, 6).size()).isEqualTo(5);
    assertThat(store.bytes()).isZero();
    assertThat(live.fresh(graph, store, 2).size()).isEqualTo(5);
    assertThat(store.bytes()).isPositive();
  }

  @Test
  void nothingIsMissedWhereNothingIsLive() {
    for (int id = 0; id < 5; id++) {
      live.remove(Integer.toString(id));
    }
    assertThat(recall()).isEqualTo(1);
    assertThat(recall(0)).isZero();
  }

  @Test
  void fewerThanAreAskedForMayBeLive() {
    for (int id = 1; id < 4; id++) {
      live.remove(Integer.toString(id));
    }
    assertThat(recall(0, 4)).isEqualTo(1);
  }
}
