package org.flinkvectorindex.operators.shard;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.operators.collection.ShardName;

/** The shards of a subtask that exist, and what is counted of each collection there. */
final class HeldShards {
  private final MetricGroup group;
  private final Map<String, Shard> byKey = new LinkedHashMap<>();

  /** Read by whoever reports metrics. */
  private final Map<String, List<Shard>> byCollection = new HashMap<>();

  private final Map<String, ShardMetrics> metrics = new HashMap<>();

  HeldShards(MetricGroup group) {
    this.group = group;
  }

  /** There from the first call on, also while the collection has no shard here. */
  ShardMetrics metrics(String collection) {
    return metrics.computeIfAbsent(
        collection,
        name -> {
          List<Shard> held = new CopyOnWriteArrayList<>();
          byCollection.put(name, held);
          return new ShardMetrics(group, name, held);
        });
  }

  void hold(String key, Shard shard) {
    byKey.put(key, shard);
    metrics(shard.spec().name());
    byCollection.get(shard.spec().name()).add(shard);
  }

  /** Null where there is none. */
  Shard get(String key) {
    return byKey.get(key);
  }

  Shard remove(String key) {
    Shard gone = byKey.remove(key);
    byCollection.get(gone.spec().name()).remove(gone);
    return gone;
  }

  List<String> keysOf(String collection) {
    return byKey.keySet().stream()
        .filter(key -> ShardName.of(key).collection().equals(collection))
        .toList();
  }

  /** In the order in which they came to be; follows what comes and goes. */
  Collection<Shard> all() {
    return byKey.values();
  }

  Map<String, Shard> byKey() {
    return byKey;
  }
}
