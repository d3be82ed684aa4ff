package org.flinkvectorindex.benchmarks.ann;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.flinkvectorindex.benchmarks.engine.Inserts;

/**
 * Engines side by side: inserts a second, queries a second at equal recall, bytes a vector, and
 * behind each rate how many times that of the first of {@link #REFERENCES} that was measured. Once
 * by the clock and once by time on the processor, which is fairer where the machine is shared.
 */
final class Table {
  private static final List<String> REFERENCES = List.of("hnswlib", "faiss");
  private static final double[] RECALLS = {0.90, 0.95, 0.99};

  private final Map<String, Row> rows = new LinkedHashMap<>();

  /** By one kind of clock. */
  private static final class Rates {
    private double inserts;
    private final RecallCurve queries = new RecallCurve();
  }

  private static final class Row {
    private final Rates wall = new Rates();
    private final Rates cpu = new Rates();
    private double bytes;
  }

  void inserted(String engine, int count, Inserts inserts) {
    Row row = rows.computeIfAbsent(engine, name -> new Row());
    row.wall.inserts = count / inserts.seconds();
    row.cpu.inserts = count / inserts.cpuSeconds();
    row.bytes = inserts.bytes() / count;
  }

  void answered(String engine, double recall, double rate, double cpuRate) {
    Row row = rows.computeIfAbsent(engine, name -> new Row());
    row.wall.queries.add(recall, rate);
    row.cpu.queries.add(recall, cpuRate);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    print(text, "by the clock", false);
    text.append(System.lineSeparator());
    print(text, "by the processor", true);
    return text.toString();
  }

  private void print(StringBuilder text, String title, boolean cpu) {
    text.append(String.format(Locale.ROOT, "%-20s%16s", title, "inserts/s"));
    for (double recall : RECALLS) {
      text.append(
          String.format(Locale.ROOT, "%16s", String.format(Locale.ROOT, "QPS at %.2f", recall)));
    }
    text.append(String.format(Locale.ROOT, "%14s%n", "bytes/vector"));
    Optional<Rates> reference =
        REFERENCES.stream()
            .filter(rows::containsKey)
            .findFirst()
            .map(rows::get)
            .map(row -> cpu ? row.cpu : row.wall);
    rows.forEach(
        (engine, row) -> {
          Rates rates = cpu ? row.cpu : row.wall;
          text.append(String.format(Locale.ROOT, "%-20s", engine));
          text.append(
              cell(
                  Optional.of(new RecallCurve.Reached(rates.inserts, false)),
                  reference.map(each -> new RecallCurve.Reached(each.inserts, false))));
          for (double recall : RECALLS) {
            text.append(
                cell(rates.queries.at(recall), reference.flatMap(each -> each.queries.at(recall))));
          }
          text.append(String.format(Locale.ROOT, "%14.0f%n", row.bytes));
        });
  }

  /** A rate, and its ratio where both are known for sure or at least from below. */
  private static String cell(
      Optional<RecallCurve.Reached> rate, Optional<RecallCurve.Reached> reference) {
    String text =
        rate.map(
                reached ->
                    String.format(
                        Locale.ROOT,
                        "%s%.0f%s",
                        reached.atLeast() ? "≥" : "",
                        reached.rate(),
                        reference
                            .filter(each -> !each.atLeast())
                            .map(each -> ratio(reached.rate() / each.rate()))
                            .orElse("")))
            .orElse("-");
    return String.format(Locale.ROOT, "%16s", text);
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, " ×%.2f", value);
  }
}
