package org.flinkvectorindex.benchmarks.runbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps that a runbook file has for one data set.
 *
 * @param maxPoints the most that are live at once, as the file says
 */
record Runbook(int maxPoints, List<Step> steps) {

  /**
   * @throws IOException naming the step and the key, where the file is not a runbook
   */
  static Runbook read(Path file, String dataset) throws IOException {
    JsonNode root = new YAMLMapper().readTree(file.toFile()).get(dataset);
    if (root == null) {
      throw new IOException(file + " has no data set " + dataset);
    }
    List<Step> steps = new ArrayList<>();
    for (int number = 1; root.has(Integer.toString(number)); number++) {
      steps.add(step(root.get(Integer.toString(number)), file + ", step " + number));
    }
    if (steps.isEmpty()) {
      throw new IOException(file + " has no step 1 for " + dataset);
    }
    return new Runbook(number(root, "max_pts", file.toString()), steps);
  }

  private static Step step(JsonNode step, String where) throws IOException {
    String operation = step.path("operation").asText();
    return switch (operation) {
      case "insert" -> new Step.Insert(number(step, "start", where), number(step, "end", where));
      case "delete" -> new Step.Delete(number(step, "start", where), number(step, "end", where));
      case "search" -> new Step.Search();
      case "replace" ->
          new Step.Replace(
              number(step, "tags_start", where),
              number(step, "tags_end", where),
              number(step, "ids_start", where));
      default ->
          throw new IOException(
              "%s: operation is '%s', allowed: insert, delete, replace, search"
                  .formatted(where, operation));
    };
  }

  private static int number(JsonNode node, String key, String where) throws IOException {
    if (!node.path(key).isIntegralNumber()) {
      throw new IOException(
          "%s: %s is %s, allowed: an integer".formatted(where, key, node.path(key)));
    }
    return node.get(key).intValue();
  }
}
