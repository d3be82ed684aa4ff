package org.flinkvectorindex.benchmarks.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.Metric;
import org.junit.jupiter.api.Test;

class ClusterOrderTest {

  /** Two clusters far apart, their rows in turns: afterwards all of one come before the other's. */
  @Test
  void putsTheRowsOfAClusterTogetherAndKeepsTheirOrder() {
    Random random = new Random(7);
    int count = 40;
    float[] values = new float[2 * count];
    for (int row = 0; row < count; row++) {
      values[2 * row] = row % 2 == 0 ? 100 + random.nextFloat() : -100 - random.nextFloat();
      values[2 * row + 1] = row;
    }
    float[] ordered = ClusterOrder.of(new Vectors(count, 2, values), Metric.L2, 2).values();
    boolean evenFirst = ordered[0] > 0;
    for (int i = 0; i < count; i++) {
      int row = i < count / 2 ? 2 * i + (evenFirst ? 0 : 1) : 2 * i - count + (evenFirst ? 1 : 0);
      assertThat(ordered[2 * i + 1]).as("place %d", i).isEqualTo(row);
    }
  }

  @Test
  void refusesMoreClustersThanRows() {
    assertThatThrownBy(() -> ClusterOrder.of(new Vectors(2, 1, new float[] {1, 2}), Metric.L2, 3))
        .hasMessageContaining("--clusters is 3, allowed: 1 to 2");
  }
}
