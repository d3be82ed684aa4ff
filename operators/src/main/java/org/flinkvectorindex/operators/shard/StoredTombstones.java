package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import java.util.Map;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.id.IdHash;
import org.flinkvectorindex.operators.StoredValue;

/**
 * The tombstones of a shard as a savepoint has them, which no hash of the shard covers. Each is
 * there twice, by its id and by its age, and a checkpoint says how many there are: so one that is
 * lost, or is of another id or time than was written, has no counterpart. What else one says has a
 * checksum of its own.
 */
final class StoredTombstones {
  private long count;

  /** Of all (id, time), in no order. */
  private long sum;

  private StoredTombstones() {}

  /**
   * Goes through them once by id and once by age.
   *
   * @param count that the checkpoint says
   * @throws CorruptIndexException naming one that is not as it was, or how many there should be
   */
  static void require(ShardState state, long count) throws IOException {
    StoredTombstones byId = byId(state);
    StoredTombstones byAge = byAge(state);
    if (byId.sum != byAge.sum || byId.count != byAge.count) {
      nameOne(state);
    }
    if (byId.count != count || byAge.count != count) {
      throw new CorruptIndexException(
          "tombstones are %d by id and %d by age, and the checkpoint had %d"
              .formatted(byId.count, byAge.count, count));
    }
  }

  private static StoredTombstones byId(ShardState state) throws IOException {
    StoredTombstones seen = new StoredTombstones();
    for (Map.Entry<IdHash, Tombstone> each : StoredState.entries(state.tombstones())) {
      IdHash id = StoredValue.read(() -> "the id of a tombstone", each::getKey);
      seen.add(id, StoredValue.read(() -> "the tombstone of " + hex(id), each::getValue).ts());
    }
    return seen;
  }

  private static StoredTombstones byAge(ShardState state) throws IOException {
    StoredTombstones seen = new StoredTombstones();
    for (Map.Entry<TombstoneTime, ?> each : StoredState.entries(state.tombstoneTimes())) {
      TombstoneTime time = StoredValue.read(() -> "the time of a tombstone", each::getKey);
      seen.add(time.id(), time.ts());
    }
    return seen;
  }

  private void add(IdHash id, long ts) {
    count++;
    sum += mixed(id.low() ^ mixed(id.high() ^ mixed(ts)));
  }

  /** Every bit depends on all. */
  private static long mixed(long bits) {
    long once = (bits ^ bits >>> 32) * 0x9e3779b97f4a7c15L;
    long twice = (once ^ once >>> 29) * 0xbf58476d1ce4e5b9L;
    return twice ^ twice >>> 32;
  }

  private static void nameOne(ShardState state) throws IOException {
    for (Map.Entry<IdHash, Tombstone> each : StoredState.entries(state.tombstones())) {
      long ts = each.getValue().ts();
      if (!has(state, each.getKey(), ts)) {
        throw new CorruptIndexException(
            "the tombstone of %s is of %d, and there is none of that time and id in %s"
                .formatted(hex(each.getKey()), ts, ShardState.TOMBSTONE_TIMES.getName()));
      }
    }
    for (Map.Entry<TombstoneTime, ?> each : StoredState.entries(state.tombstoneTimes())) {
      TombstoneTime time = each.getKey();
      Tombstone tombstone = tombstone(state, time.id());
      if (tombstone == null || tombstone.ts() != time.ts()) {
        throw new CorruptIndexException(
            "%s has a tombstone of %s and %d, and there is none of that id and time in %s"
                .formatted(
                    ShardState.TOMBSTONE_TIMES.getName(),
                    hex(time.id()),
                    time.ts(),
                    ShardState.TOMBSTONES.getName()));
      }
    }
  }

  private static boolean has(ShardState state, IdHash id, long ts) throws IOException {
    try {
      return state.tombstoneTimes().contains(new TombstoneTime(ts, id));
    } catch (Exception e) {
      throw new IOException("the state of a shard can't be read", e);
    }
  }

  private static Tombstone tombstone(ShardState state, IdHash id) throws IOException {
    try {
      return state.tombstones().get(id);
    } catch (Exception e) {
      throw new IOException("the state of a shard can't be read", e);
    }
  }

  /** As ids are in state: their hash alone. */
  private static String hex(IdHash id) {
    return "id hash %016x%016x".formatted(id.high(), id.low());
  }
}
