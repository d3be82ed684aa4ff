package org.flinkvectorindex.benchmarks.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flinkvectorindex.operators.collection.ShardKeys;
import org.flinkvectorindex.operators.shard.ContentHash;
import org.flinkvectorindex.operators.shard.VectorRecord;

/**
 * What a plain map holds after the same changes, the greatest version winning: nothing that happens
 * to a job may make a difference to it.
 */
record Replay(Map<String, VectorRecord> live) {

  static Replay of(List<Traffic.Sent> sent) {
    Map<String, Traffic.Sent> last = new HashMap<>();
    for (Traffic.Sent each : sent) {
      last.merge(
          each.change().id(), each, (a, b) -> a.change().version() > b.change().version() ? a : b);
    }
    Map<String, VectorRecord> live = new TreeMap<>();
    last.forEach(
        (id, each) -> {
          if (each.change().vector().isPresent()) {
            live.put(id, each.change().record(each.place().join()));
          }
        });
    return new Replay(live);
  }

  /** By shard: the hash that its contents must have. */
  Map<Integer, String> hashes(ShardKeys keys) {
    Map<Integer, ContentHash> sums = new HashMap<>();
    for (VectorRecord record : live.values()) {
      sums.merge(keys.shardOf(record.id()), ContentHash.of(record), ContentHash::plus);
    }
    Map<Integer, String> hashes = new TreeMap<>();
    sums.forEach((shard, sum) -> hashes.put(shard, sum.toString()));
    return hashes;
  }
}
