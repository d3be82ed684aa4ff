package org.flinkvectorindex.benchmarks.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.operators.admit.Place;
import org.flinkvectorindex.operators.collection.ShardKeys;
import org.flinkvectorindex.operators.shard.ContentHash;
import org.flinkvectorindex.operators.shard.VectorRecord;

/**
 * What a plain map holds after the same changes, the greatest version winning: nothing that happens
 * to a job may make a difference to it.
 *
 * @param live by id
 * @param deleted ids whose last change is a delete, with its order
 * @param sent every change, by id and version
 */
record Replay(
    Map<String, VectorRecord> live,
    Map<String, OrderKey> deleted,
    Map<String, NavigableMap<Long, Traffic.Sent>> sent) {

  static Replay of(List<Traffic.Sent> changes) {
    Map<String, NavigableMap<Long, Traffic.Sent>> sent = new HashMap<>();
    for (Traffic.Sent each : changes) {
      sent.computeIfAbsent(each.change().id(), id -> new TreeMap<>())
          .put(each.change().version(), each);
    }
    Map<String, VectorRecord> live = new TreeMap<>();
    Map<String, OrderKey> deleted = new TreeMap<>();
    sent.forEach(
        (id, versions) -> {
          Traffic.Sent last = versions.lastEntry().getValue();
          if (last.change().vector().isPresent()) {
            live.put(id, last.change().record(last.place().join()));
          } else {
            deleted.put(id, Place.order(last.change().version(), last.place().join()));
          }
        });
    return new Replay(live, deleted, sent);
  }

  /** Null where nothing of the kind was sent. */
  Traffic.Sent sent(String id, long version) {
    NavigableMap<Long, Traffic.Sent> versions = sent.get(id);
    return versions == null ? null : versions.get(version);
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
