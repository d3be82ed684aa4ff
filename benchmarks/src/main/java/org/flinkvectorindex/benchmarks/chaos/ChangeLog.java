package org.flinkvectorindex.benchmarks.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.operators.admit.Place;

/**
 * What the topic of changes says, which is exactly once: each change that a shard accepted, in the
 * order of its id. Of a collection without ttl and retention: vectors that leave by these are in
 * the topic too, and in no count of what was accepted.
 *
 * @param records in the topic
 * @param accepted changes, as the shards of the last savepoint count them
 * @param twice records of a change that is there before
 * @param wrong records of what was not sent so, or after a newer one of the same id; and one, if
 *     they end otherwise than the replay
 * @param lost changes that were sent and are not there, though nothing newer of their id came
 *     before
 * @param what of these is which
 */
record ChangeLog(int records, long accepted, int twice, int wrong, int lost, List<String> what) {

  /**
   * @param records partition by partition, in order
   */
  static ChangeLog of(List<JsonNode> records, Replay replay, long accepted) {
    List<String> what = new ArrayList<>();
    Map<String, Set<Long>> seen = new HashMap<>();
    Map<String, Long> last = new HashMap<>();
    Map<String, Long> live = new HashMap<>();
    int twice = 0;
    int wrong = 0;
    for (JsonNode record : records) {
      String id = record.path("id").asText();
      long version = record.path("order").path(0).asLong();
      if (!asSent(record, replay.sent(id, version))) {
        wrong++;
        what.add("a change that was not sent: " + record);
      }
      if (!seen.computeIfAbsent(id, any -> new HashSet<>()).add(version)) {
        twice++;
        what.add("a change that is there twice: " + record);
      } else if (version < last.getOrDefault(id, Long.MIN_VALUE)) {
        wrong++;
        what.add("a change after version %d: %s".formatted(last.get(id), record));
      } else {
        last.put(id, version);
        if (record.path("op").asText().equals("upsert")) {
          live.put(id, version);
        } else {
          live.remove(id);
        }
      }
    }
    Map<String, Long> expected = new HashMap<>();
    replay.live().forEach((id, record) -> expected.put(id, record.order().value()));
    if (!live.equals(expected)) {
      wrong++;
      what.add("changes do not end as the replay");
    }
    if (records.size() != accepted) {
      what.add("%d changes, of %d that shards accepted".formatted(records.size(), accepted));
    }
    int lost = 0;
    for (var versions : replay.sent().values()) {
      lost += lost(versions, seen.getOrDefault(idOf(versions), Set.of()), what);
    }
    return new ChangeLog(records.size(), accepted, twice, wrong, lost, what);
  }

  private static String idOf(NavigableMap<Long, Traffic.Sent> versions) {
    return versions.firstEntry().getValue().change().id();
  }

  private static boolean asSent(JsonNode record, Traffic.Sent sent) {
    if (sent == null) {
      return false;
    }
    OrderKey order = Place.order(sent.change().version(), sent.place().join());
    JsonNode said = record.path("order");
    return record.path("collection").asText().equals(ChaosJob.COLLECTION)
        && record
            .path("op")
            .asText()
            .equals(sent.change().vector().isPresent() ? "upsert" : "delete")
        && record.path("ts").asLong() == sent.change().ts()
        && said.path(1).asText().equals(order.source())
        && said.path(2).asInt(-1) == order.partition()
        && said.path(3).asLong(-1) == order.position();
  }

  /**
   * A change is refused as stale only after a newer one was accepted, and what comes later in its
   * own partition can't have been that.
   */
  private static int lost(
      NavigableMap<Long, Traffic.Sent> versions, Set<Long> accepted, List<String> what) {
    int lost = 0;
    for (Traffic.Sent each : versions.values()) {
      long version = each.change().version();
      Origin place = each.place().join();
      if (!accepted.contains(version)
          && versions.tailMap(version, false).values().stream()
              .filter(newer -> accepted.contains(newer.change().version()))
              .map(newer -> newer.place().join())
              .allMatch(
                  newer ->
                      newer.partition() == place.partition()
                          && newer.position() > place.position())) {
        lost++;
        what.add(
            "lost: version %d of %s, at %s".formatted(version, each.change().id(), place.place()));
      }
    }
    return lost;
  }

  boolean holds() {
    return records == accepted && twice == 0 && wrong == 0 && lost == 0;
  }
}
