package org.flinkvectorindex.benchmarks.plot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a plot shows, and how it is taken from the lines that a measurement printed. */
enum Picture {
  /** Of {@code bin/bench ann}: queries a second against recall, a curve an engine and quantizer. */
  RECALL("recall", "queries a second", true) {
    @Override
    List<Curve> curves(Map<String, List<JsonNode>> files) {
      List<Curve> curves = new ArrayList<>();
      for (List<JsonNode> lines : files.values()) {
        // Engines search by turns, so their lines are mixed.
        Map<String, Curve> ofEngine = new HashMap<>();
        for (JsonNode line : lines) {
          String engine = line.path("engine").asText();
          if (line.path("op").asText().equals("insert")) {
            Curve curve = new Curve(label(line));
            curves.add(curve);
            ofEngine.put(engine, curve);
          } else if (line.path("op").asText().equals("search")) {
            Curve curve = ofEngine.get(engine);
            if (curve == null) {
              throw new IllegalArgumentException(
                  "no insert of engine '%s' before %s".formatted(engine, line));
            }
            curve.add(number(line, "recall"), number(line, "qps"));
          }
        }
      }
      return curves;
    }
  },
  /** Of {@code bin/bench runbook}: recall at each search, and that of a new build beside it. */
  CHURN("step", "recall", false) {
    @Override
    List<Curve> curves(Map<String, List<JsonNode>> files) {
      Map<String, Curve> curves = new LinkedHashMap<>();
      files.forEach(
          (file, lines) -> {
            for (JsonNode line : lines) {
              if (line.path("op").asText().equals("search")) {
                double step = number(line, "step");
                curves.computeIfAbsent(file, Curve::new).add(step, number(line, "recall"));
                if (line.has("fresh_recall")) {
                  curves
                      .computeIfAbsent(file + ", built anew", Curve::new)
                      .add(step, number(line, "fresh_recall"));
                }
              }
            }
          });
      return List.copyOf(curves.values());
    }
  };

  final String x;
  final String y;
  final boolean logarithmic;

  Picture(String x, String y, boolean logarithmic) {
    this.x = x;
    this.y = y;
    this.logarithmic = logarithmic;
  }

  /**
   * @param files lines by the name of their file, in order
   */
  abstract List<Curve> curves(Map<String, List<JsonNode>> files);

  private static String label(JsonNode line) {
    String quantizer = line.path("quantizer").asText("none");
    return switch (quantizer) {
      case "none" -> line.path("engine").asText();
      case "rabitq" ->
          "%s, rabitq %s bits".formatted(line.path("engine").asText(), line.path("bits").asText());
      default -> line.path("engine").asText() + ", " + quantizer;
    };
  }

  private static double number(JsonNode line, String field) {
    JsonNode value = line.path(field);
    if (!value.isNumber()) {
      throw new IllegalArgumentException("%s is not a number in %s".formatted(field, line));
    }
    return value.doubleValue();
  }
}
