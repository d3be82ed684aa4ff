package org.flinkvectorindex.benchmarks.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the topic of statistics says: of each window the newest. */
final class Statistics {
  private final Map<String, JsonNode> windows = new ConcurrentHashMap<>();

  void add(JsonNode statistics) {
    if (!statistics.path("late").asBoolean()) {
      windows.merge(
          statistics.path("window").asText() + "/" + statistics.path("start").asLong(),
          statistics,
          (held, now) ->
              now.path("records").asLong() >= held.path("records").asLong() ? now : held);
    }
  }

  /** Windows of a name, in order. */
  List<JsonNode> of(String window) {
    return windows.values().stream()
        .filter(each -> each.path("window").asText().equals(window))
        .sorted(Comparator.comparingLong(each -> each.path("start").asLong()))
        .toList();
  }

  /** The last window that has checked answers. */
  Optional<JsonNode> lastWithRecall(String window) {
    return of(window).stream().filter(each -> each.has("recall")).reduce((one, next) -> next);
  }

  static String head() {
    return "%-12s%9s%9s%9s%10s%9s%11s%9s%21s"
        .formatted(
            "window",
            "inserts",
            "refused",
            "ids",
            "lag p99",
            "asked",
            "asked p99",
            "drift",
            "recall");
  }

  /** One window in one line. */
  static String row(JsonNode window, long begin) {
    return "%-12s%,9d%9d%,9d%10s%9d%11s%9s%21s"
        .formatted(
            "+%d to %d s"
                .formatted(
                    Math.floorDiv(window.path("start").asLong() - begin, 1000),
                    Math.floorDiv(window.path("end").asLong() - begin, 1000)),
            window.path("inserts").asLong(),
            refused(window),
            Math.round(window.path("distinct_ids").path("estimate").asDouble()),
            window.has("ingest_lag_ms")
                ? "%.0f ms".formatted(window.path("ingest_lag_ms").path("p99").asDouble())
                : "",
            window.path("queries").asLong(),
            window.has("query_latency_us")
                ? "%.0f ms".formatted(window.path("query_latency_us").path("p99").asDouble() / 1e3)
                : "",
            drift(window.path("drift").path("previous")),
            recall(window));
  }

  private static long refused(JsonNode window) {
    long refused = 0;
    for (JsonNode each : window.path("rejects")) {
      refused += each.asLong();
    }
    return refused;
  }

  private static String drift(JsonNode from) {
    return from.isMissingNode()
        ? ""
        : "%.2f".formatted(Math.max(from.path("mean").asDouble(), from.path("spread").asDouble()));
  }

  /** In hundredths, with its interval. */
  static String recall(JsonNode window) {
    JsonNode recall = window.path("recall");
    return recall.isMissingNode()
        ? ""
        : "%.1f (%.1f, %.1f)"
            .formatted(
                100 * recall.path("value").asDouble(),
                100 * recall.path("low").asDouble(),
                100 * recall.path("high").asDouble());
  }
}
