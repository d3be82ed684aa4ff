package org.flinkvectorindex.operators.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.index.id.IdHash;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;

/**
 * The deletes that a shard remembers, so that an older upsert that comes later stays dead.
 *
 * <p>A tombstone is kept until a sweep finds its event time before the horizon: the greatest event
 * time applied at the shard minus the retention. A sweep comes every {@link #SWEEP_EVERY} applied
 * changes and takes at most as many, the oldest first, so what is remembered is a function of the
 * changes applied and not of a clock, a batch or a restore.
 *
 * <p>While the tombstone of an id is there, or its vector is, the greatest order key decides, and
 * the contents are a function of the set of records. Once one was given up, the shard can't know
 * any more whether an id that it doesn't hold was deleted. Under order {@code time} it stays on the
 * safe side: a change of such an id that isn't newer than the newest tombstone given up is refused,
 * so that no deleted vector ever comes back, and what this costs is that a record later than the
 * retention may be refused that an earlier arrival would have seen applied. A shard that never gave
 * up a tombstone refuses nothing for its age. Versions and positions say nothing across ids, so
 * under the orders {@code version} and {@code log} a tombstone given up is just forgotten: there
 * the retention must be longer than the longest replay.
 */
final class Tombstones {
  static final int SWEEP_EVERY = 1024;

  private final CollectionSpec spec;
  private final ShardState state;
  private long count;
  private OptionalLong forgottenTs;

  Tombstones(CollectionSpec spec, ShardState state, long count, OptionalLong forgottenTs) {
    this.spec = spec;
    this.state = state;
    this.count = count;
    this.forgottenTs = forgottenTs;
  }

  /** The tombstone of an id that isn't live. Reads nothing where there are none. */
  Optional<Tombstone> find(IdHash id) throws Exception {
    return count == 0 ? Optional.empty() : Optional.ofNullable(state.tombstones().get(id));
  }

  /** Whether a change of an id that has neither vector nor tombstone comes too late to be told. */
  boolean tooLate(long ts) {
    return spec.order() == Order.TIME && forgottenTs.isPresent() && ts <= forgottenTs.getAsLong();
  }

  void put(IdHash id, Optional<Tombstone> replaced, OrderKey order, long ts) throws Exception {
    remove(id, replaced);
    state.tombstones().put(id, new Tombstone(order, ts));
    state.tombstoneTimes().put(new TombstoneTime(ts, id), true);
    count++;
  }

  /**
   * Of a vector that leaves because its time is over: remembered from then on. Under order {@code
   * time} its own time is enough, since no change up to that is taken once the tombstone is given
   * up; a later one would only refuse more.
   *
   * @param ts of the vector's change
   * @param due when it was to leave
   */
  void left(IdHash id, OrderKey order, long ts, long due) throws Exception {
    put(id, Optional.empty(), order, spec.order() == Order.TIME ? ts : Math.max(ts, due));
  }

  void remove(IdHash id, Optional<Tombstone> tombstone) throws Exception {
    if (tombstone.isPresent()) {
      state.tombstones().remove(id);
      state.tombstoneTimes().remove(new TombstoneTime(tombstone.get().ts(), id));
      count--;
    }
  }

  /** Gives up what is older than the horizon. */
  void sweep(long greatestTs) throws Exception {
    if (count == 0) {
      return;
    }
    long horizon = greatestTs - spec.tombstoneRetention().toMillis();
    List<TombstoneTime> old = new ArrayList<>();
    for (TombstoneTime time : state.tombstoneTimes().keys()) {
      if (time.ts() >= horizon || old.size() == SWEEP_EVERY) {
        break;
      }
      old.add(time);
    }
    for (TombstoneTime time : old) {
      state.tombstones().remove(time.id());
      state.tombstoneTimes().remove(time);
      count--;
      forgottenTs = OptionalLong.of(Math.max(time.ts(), forgottenTs.orElse(time.ts())));
    }
  }

  long count() {
    return count;
  }

  OptionalLong forgottenTs() {
    return forgottenTs;
  }
}
