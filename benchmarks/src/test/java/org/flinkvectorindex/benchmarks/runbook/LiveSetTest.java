package org.flinkvectorindex.benchmarks.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import org.flinkvectorindex.index.SearchHits;
import org.junit.jupiter.api.Test;

class LiveSetTest {
  private static SearchHits[] hits(float... distances) {
    return new SearchHits[] {new SearchHits(new int[distances.length], distances, 0, true)};
  }

  @Test
  void nothingIsMissedWhereNothingIsLive() {
    float[] kth = {Float.NEGATIVE_INFINITY};
    assertThat(LiveSet.recall(hits(), kth, 10, 0)).isEqualTo(1);
    assertThat(LiveSet.recall(hits(0.5f), kth, 10, 0)).isZero();
  }

  @Test
  void aShareOfThoseThatAreLive() {
    assertThat(LiveSet.recall(hits(0.1f, 0.2f, 0.3f), new float[] {0.2f}, 10, 4)).isEqualTo(0.5);
  }
}
