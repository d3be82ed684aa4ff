package org.flinkvectorindex.benchmarks.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flinkvectorindex.benchmarks.local.Messages;

/**
 * What the topic of results says, which is exactly once.
 *
 * @param answers to different questions
 * @param twice answers that are there before
 * @param unanswered questions without an answer
 * @param wrong answers that are errors, lack shards before their deadline or vectors that were
 *     there, or have hits that can't be: {@link Hits}
 * @param incomplete answers that lack shards
 * @param empty answers of all shards that have no vector, as before the first ones came
 * @param what is wrong
 */
record AnswerLog(
    int answers,
    int twice,
    int unanswered,
    int wrong,
    int incomplete,
    int empty,
    List<String> what) {

  /** A deadline is in whole milliseconds. */
  private static final long DEADLINE_MICROS = Messages.TIMEOUT.toMillis() * 1_000 - 1_000;

  /**
   * @param asked questions, by id
   */
  static AnswerLog of(List<JsonNode> results, Map<String, float[]> asked, Replay replay) {
    int twice = 0;
    int incomplete = 0;
    int empty = 0;
    List<String> what = new ArrayList<>();
    Set<String> answered = new HashSet<>();
    for (JsonNode result : results) {
      String id = result.path("query_id").asText();
      twice += answered.add(id) ? 0 : 1;
      Optional<String> fault = Optional.of("no answer to a question");
      if (asked.containsKey(id) && result.path("hits").isArray()) {
        boolean lacks = result.path("answered").asInt() < ChaosJob.SHARDS;
        boolean none = !lacks && result.path("hits").isEmpty();
        incomplete += lacks ? 1 : 0;
        empty += none ? 1 : 0;
        fault =
            unexplained(result, lacks, none)
                ? Optional.of("of too few shards or vectors")
                : Hits.fault(result.path("hits"), asked.get(id), replay);
      }
      fault.ifPresent(text -> what.add("%s: %s".formatted(text, result)));
    }
    Set<String> unanswered = new HashSet<>(asked.keySet());
    unanswered.removeAll(answered);
    return new AnswerLog(
        answered.size(), twice, unanswered.size(), what.size(), incomplete, empty, what);
  }

  /** Says something else than it is, or is so before the deadline or after the first vectors. */
  private static boolean unexplained(JsonNode result, boolean lacks, boolean none) {
    return result.path("shards").asInt() != ChaosJob.SHARDS
        || result.path("complete").asBoolean(lacks) == lacks
        || lacks && result.path("took_us").asLong() < DEADLINE_MICROS
        || none && result.path("as_of").path("watermark").asLong() >= KnownStream.BEGUN;
  }

  boolean holds() {
    return twice == 0 && unanswered == 0 && wrong == 0;
  }
}
