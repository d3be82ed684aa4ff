package org.flinkvectorindex.benchmarks.runbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the steps that a runbook file has for one data set; all fit the rows that there are. */
final class Runbook {
  private final int rows;
  private JsonNode step;
  private String where;

  private Runbook(int rows) {
    this.rows = rows;
  }

  /**
   * @param rows in the base
   * @throws IOException naming the step, the key, its value and what is allowed, where the file is
   *     not a runbook of so many rows
   */
  static List<Step> read(Path file, String dataset, int rows) throws IOException {
    JsonNode root = new YAMLMapper().readTree(file.toFile());
    JsonNode steps = root.path(dataset);
    if (steps.isMissingNode()) {
      List<String> names = new ArrayList<>();
      root.fieldNames().forEachRemaining(names::add);
      throw new IOException("%s has no data set %s, it has %s".formatted(file, dataset, names));
    }
    Runbook runbook = new Runbook(rows);
    List<Step> read = new ArrayList<>();
    for (int number = 1; steps.has(Integer.toString(number)); number++) {
      runbook.step = steps.get(Integer.toString(number));
      runbook.where = file + ", step " + number;
      read.add(runbook.step());
    }
    if (read.isEmpty()) {
      throw new IOException(file + " has no step 1 for " + dataset);
    }
    return read;
  }

  private Step step() throws IOException {
    String operation = step.path("operation").asText();
    return switch (operation) {
      case "insert" -> {
        int start = number("start", 0, rows);
        yield new Step.Insert(start, number("end", start, rows));
      }
      case "delete" -> {
        int start = number("start", 0, Integer.MAX_VALUE);
        yield new Step.Delete(start, number("end", start, Integer.MAX_VALUE));
      }
      case "search" -> new Step.Search();
      case "replace" -> replace();
      default ->
          throw new IOException(
              "%s: operation is '%s', allowed: insert, delete, replace, search"
                  .formatted(where, operation));
    };
  }

  private Step replace() throws IOException {
    int tagsStart = number("tags_start", 0, Integer.MAX_VALUE);
    int idsStart = number("ids_start", 0, rows);
    int tagsEnd =
        number(
            "tags_end",
            tagsStart,
            (int) Math.min(Integer.MAX_VALUE, (long) tagsStart + rows - idsStart));
    if (step.has("ids_end")) {
      int idsEnd = idsStart + tagsEnd - tagsStart;
      number("ids_end", idsEnd, idsEnd);
    }
    return new Step.Replace(tagsStart, tagsEnd, idsStart);
  }

  private int number(String key, int least, int most) throws IOException {
    JsonNode value = step.path(key);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > most) {
      throw new IOException(
          "%s: %s is '%s', allowed: %s, with %d rows in --base"
              .formatted(
                  where,
                  key,
                  value.asText(),
                  least == most ? "" + least : least + " to " + most,
                  rows));
    }
    return value.intValue();
  }
}
