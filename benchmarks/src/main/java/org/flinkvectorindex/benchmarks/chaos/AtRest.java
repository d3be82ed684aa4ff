package org.flinkvectorindex.benchmarks.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flinkvectorindex.operators.shard.VectorRecord;

/**
 * Answers to what was asked after the last change was applied: there is only one right one, but for
 * what an index that is not exact may miss.
 *
 * @param recall share of the nearest live vectors that were found, by distance
 * @param wrong questions without a whole answer of live vectors, each as it was sent last
 */
record AtRest(int asked, double recall, int wrong, List<String> what) {
  /** Graphs and lists over so few vectors find nearly all of them. */
  static final double LEAST_RECALL = 0.9;

  /**
   * @param results of all questions
   * @param asked those that were asked then, by id
   */
  static AtRest of(List<JsonNode> results, Map<String, float[]> asked, Replay replay) {
    List<String> what = new ArrayList<>();
    Set<String> open = new HashSet<>(asked.keySet());
    int wanted = Math.min(Traffic.K, replay.live().size());
    long right = 0;
    for (JsonNode result : results) {
      String id = result.path("query_id").asText();
      if (open.remove(id)) {
        float[] question = asked.get(id);
        JsonNode hits = result.path("hits");
        if (!result.path("complete").asBoolean() || hits.size() != wanted || !live(hits, replay)) {
          what.add("at rest, of %d live vectors: %s".formatted(replay.live().size(), result));
        }
        double farthest = farthest(question, wanted, replay) + Hits.TOLERANCE;
        for (JsonNode hit : hits) {
          right += hit.path("distance").asDouble(Double.NaN) <= farthest ? 1 : 0;
        }
      }
    }
    open.forEach(id -> what.add("at rest, no answer: " + id));
    double recall = asked.isEmpty() || wanted == 0 ? 1 : right / (double) (asked.size() * wanted);
    return new AtRest(asked.size(), recall, what.size(), what);
  }

  private static boolean live(JsonNode hits, Replay replay) {
    for (JsonNode hit : hits) {
      VectorRecord live = replay.live().get(hit.path("id").asText());
      if (live == null || live.order().value() != Hits.version(hit)) {
        return false;
      }
    }
    return true;
  }

  /** The distance of the last that should be found. */
  private static double farthest(float[] question, int wanted, Replay replay) {
    return replay.live().values().stream()
        .mapToDouble(record -> Hits.distance(question, record.vector()))
        .sorted()
        .limit(wanted)
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }

  boolean holds() {
    return wrong == 0 && recall >= LEAST_RECALL;
  }
}
