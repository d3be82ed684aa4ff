package org.flinkvectorindex.benchmarks.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.flinkvectorindex.benchmarks.ExactAnswers;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.Metric;

/** The hits of an answer, beside the question and what was sent. */
final class Hits {
  /** Distances are floats, of sums of few. */
  static final double TOLERANCE = 1e-5;

  private Hits() {}

  /** The first thing that can't be, whatever had come when the question was answered. */
  static Optional<String> fault(JsonNode hits, float[] question, Replay replay) {
    if (hits.size() > Traffic.K) {
      return Optional.of("%d hits, asked for %d".formatted(hits.size(), Traffic.K));
    }
    Set<String> ids = new HashSet<>();
    JsonNode before = null;
    for (JsonNode hit : hits) {
      String id = hit.path("id").asText();
      Traffic.Sent sent = replay.sent(id, version(hit));
      if (sent == null || sent.change().vector().isEmpty()) {
        return Optional.of("no such vector was sent: " + hit);
      }
      double distance = distance(question, sent.change().vector().get());
      if (!(Math.abs(hit.path("distance").asDouble(Double.NaN) - distance) <= TOLERANCE)) {
        return Optional.of("the distance is %.7f: %s".formatted(distance, hit));
      }
      if (!ids.add(id)) {
        return Optional.of("there twice: " + hit);
      }
      if (before != null && !ascends(before, hit)) {
        return Optional.of("not ascending: %s, %s".formatted(before, hit));
      }
      before = hit;
    }
    return Optional.empty();
  }

  /** Of the change that the hit comes from: {@link Traffic} sends it as the one attribute. */
  static long version(JsonNode hit) {
    return hit.path("attributes").path("version").asLong(-1);
  }

  /** In double precision. */
  static double distance(float[] a, float[] b) {
    return new ExactAnswers(new Vectors(1, a.length, a), new Vectors(1, b.length, b), Metric.COSINE)
        .distance(0, 0);
  }

  private static boolean ascends(JsonNode before, JsonNode hit) {
    int order = Double.compare(before.path("distance").asDouble(), hit.path("distance").asDouble());
    return order < 0
        || order == 0 && before.path("id").asText().compareTo(hit.path("id").asText()) < 0;
  }
}
