package org.flinkvectorindex.benchmarks.ann;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.flinkvectorindex.benchmarks.engine.Inserts;
import org.junit.jupiter.api.Test;

class TableTest {

  private static void fill(Table table, String engine, double seconds, double rate) {
    table.inserted(engine, 1000, new Inserts(seconds, seconds / 2, 1, 1, 1, 500_000, Double.NaN));
    table.answered(engine, 0.8, 4 * rate, 8 * rate);
    table.answered(engine, 0.95, rate, 2 * rate);
  }

  private static String[] cells(Table table, int line) {
    return table.toString().lines().toList().get(line).trim().split("\\s+");
  }

  @Test
  void rateAndRatioToTheReference() {
    Table table = new Table();
    fill(table, "flink-vector-index", 1, 300);
    fill(table, "hnswlib", 2, 200);
    String[] own = cells(table, 1);
    assertThat(own).startsWith("flink-vector-index", "1000", "×2.00", "476", "×1.50");
    assertThat(own).endsWith("300", "×1.50", "-", "500");
    assertThat(cells(table, 2)).startsWith("hnswlib", "500", "×1.00");
  }

  @Test
  void theSecondHalfIsByTheProcessor() {
    Table table = new Table();
    fill(table, "hnswlib", 2, 200);
    assertThat(cells(table, 3)).startsWith("by", "the", "processor");
    assertThat(cells(table, 4)).startsWith("hnswlib", "1000", "×1.00").contains("400");
  }

  @Test
  void withoutTheReferenceThereAreNoRatios() {
    Table table = new Table();
    fill(table, "lucene", 1, 300);
    assertThat(Arrays.toString(cells(table, 1))).doesNotContain("×");
  }
}
