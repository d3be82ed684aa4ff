package org.flinkvectorindex.benchmarks.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /**
   * @param shards of the savepoint
   */
  static Verdict of(Replay replay, SavedIndex saved, List<ShardSummary> shards) {
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
    for (ShardSummary shard : shards) {
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
}
