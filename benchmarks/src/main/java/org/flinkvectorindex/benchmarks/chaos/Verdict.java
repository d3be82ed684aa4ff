package org.flinkvectorindex.benchmarks.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.console.inspect.SavedIndex;
import org.flinkvectorindex.console.inspect.ShardSummary;
import org.flinkvectorindex.operators.collection.ShardKeys;
import org.flinkvectorindex.operators.shard.VectorRecord;

/**
 * Compares what is left with what a plain replay of the stream gives.
 *
 * @param found vectors in the last savepoint
 * @param missing ids that should be there with what they have, and are not
 * @param unexpected ids that are there and should not be
 * @param contentEqual whether the hash of every shard's contents is the replay's
 */
record Verdict(
    int expected, int found, int missing, int unexpected, boolean contentEqual, List<String> what) {

  static Verdict of(Replay replay, SavedIndex saved) {
    Map<String, VectorRecord> found = new HashMap<>();
    List<String> what = new ArrayList<>();
    saved.vectors(
        ChaosJob.COLLECTION,
        record -> {
          if (found.put(record.id(), record) != null) {
            what.add(record.id() + " is there twice");
          }
        });
    int missing = 0;
    for (VectorRecord wanted : replay.live().values()) {
      VectorRecord there = found.get(wanted.id());
      if (there == null || !same(wanted, there)) {
        missing++;
        what.add("expected %s, found %s".formatted(text(wanted), text(there)));
      }
    }
    Set<String> unexpected = new HashSet<>(found.keySet());
    unexpected.removeAll(replay.live().keySet());
    unexpected.forEach(id -> what.add("not expected: " + text(found.get(id))));

    Map<Integer, String> hashes =
        replay.hashes(ShardKeys.of(ChaosJob.COLLECTION, ChaosJob.SHARDS, 128));
    Map<Integer, String> actual = new HashMap<>();
    for (ShardSummary shard : saved.summaries(Map.of(), Optional.of(ChaosJob.COLLECTION))) {
      actual.put(shard.shard(), shard.content());
    }
    return new Verdict(
        replay.live().size(),
        found.size(),
        missing,
        unexpected.size(),
        hashes.equals(actual),
        what);
  }

  private static boolean same(VectorRecord a, VectorRecord b) {
    return a.order().equals(b.order())
        && a.ts() == b.ts()
        && a.attributes().equals(b.attributes())
        && Arrays.equals(a.vector(), b.vector());
  }

  private static String text(VectorRecord record) {
    return record == null ? "nothing" : record.id() + " " + record.order();
  }

  void put(ObjectNode json) {
    json.put("expected", expected).put("found", found).put("missing", missing);
    json.put("unexpected", unexpected).put("content_equal", contentEqual);
  }

  boolean holds() {
    return missing == 0 && unexpected == 0 && contentEqual && what.isEmpty();
  }

  /**
   * What the topics of results and changes say, which are exactly once.
   *
   * @param twice answers or changes that are there more than once
   * @param unanswered questions without an answer
   * @param wrong answers that are errors, lack shards before their deadline or vectors that were
   *     there, changes in the wrong order or with another end than the replay's
   * @param incomplete answers that lack shards
   * @param empty answers of all shards that have no vector, as before the first ones came
   */
  record Outputs(
      int answers, int changes, int twice, int unanswered, int wrong, int incomplete, int empty) {

    /** A deadline is in whole milliseconds. */
    private static final long DEADLINE_MICROS = Messages.TIMEOUT.toMillis() * 1_000 - 1_000;

    static Outputs of(
        List<JsonNode> results, Set<String> asked, List<JsonNode> changes, Replay replay) {
      int twice = 0;
      int wrong = 0;
      int incomplete = 0;
      int empty = 0;
      Set<String> answered = new HashSet<>();
      for (JsonNode result : results) {
        String id = result.path("query_id").asText();
        twice += answered.add(id) ? 0 : 1;
        if (asked.contains(id) && result.path("hits").isArray()) {
          boolean lacks = result.path("answered").asInt() < ChaosJob.SHARDS;
          boolean none = !lacks && result.path("hits").isEmpty();
          incomplete += lacks ? 1 : 0;
          empty += none ? 1 : 0;
          wrong += unexplained(result, lacks, none) ? 1 : 0;
        } else {
          wrong++;
        }
      }
      Set<String> unanswered = new HashSet<>(asked);
      unanswered.removeAll(answered);

      Map<String, Set<Long>> versions = new HashMap<>();
      Map<String, Long> live = new HashMap<>();
      Map<String, Long> last = new HashMap<>();
      for (JsonNode change : changes) {
        String id = change.path("id").asText();
        long version = change.path("order").path(0).asLong();
        twice += versions.computeIfAbsent(id, any -> new HashSet<>()).add(version) ? 0 : 1;
        if (version >= last.getOrDefault(id, Long.MIN_VALUE)) {
          last.put(id, version);
          if (change.path("op").asText().equals("upsert")) {
            live.put(id, version);
          } else {
            live.remove(id);
          }
        }
      }
      Map<String, Long> expected = new HashMap<>();
      replay.live().forEach((id, record) -> expected.put(id, record.order().value()));
      wrong += live.equals(expected) ? 0 : 1;
      return new Outputs(
          answered.size(), changes.size(), twice, unanswered.size(), wrong, incomplete, empty);
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
}
