package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.StoredSpec;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a shard back from the state of the current key, and proves that it is the one that was
 * checkpointed: both hashes must come out as they were. Computes no distance. Where the collection
 * has another structure now, that takes over from there.
 */
final class ShardRestore {
  private static final Logger LOG = LoggerFactory.getLogger(ShardRestore.class);

  private ShardRestore() {}

  /** What comes of the vectors, one by one: none of them is kept here. */
  private static final class Seen implements StoredState.Witness {
    final BitSet dead = new BitSet();
    final Expiries expiries;
    ContentHash content = ContentHash.EMPTY;
    int greatest = -1;

    Seen(Expiries expiries) {
      this.expiries = expiries;
    }

    @Override
    public void saw(int slot, VectorRecord record, boolean live) {
      greatest = Math.max(greatest, slot);
      if (live) {
        content = content.plus(ContentHash.of(record));
        expiries.put(slot, record.ts(), record.expiry());
      } else {
        dead.set(slot);
      }
    }
  }

  /** A shard, and the greatest slot that its state has a vector at. */
  record Restored(Shard shard, int greatestSlot) {}

  /**
   * @throws CorruptIndexException naming collection, shard and what differs
   */
  static Restored restore(CollectionSpec spec, int number, ShardState state, ShardMeta meta)
      throws IOException {
    long started = System.nanoTime();
    Seen seen = new Seen(new Expiries(spec.kept(), meta.expiryCursor()));
    StoredState stored = new StoredState(state, seen);
    StateStore store = new StateStore(state, 0);
    VectorIndex index;
    Optional<IndexSpec> other;
    try {
      meta.requireSound();
      Built.require(spec, meta);
      other = StoredSpec.other(spec.index(), meta.index());
      index = VectorIndex.restore(other.orElse(spec.index()), meta.index(), stored, store);
      StoredTombstones.require(state, meta.tombstones());
    } catch (IOException | RuntimeException e) {
      throw unreadable(spec.name(), number, e);
    }
    store.restored(stored.logEntries());
    verify(spec, number, "content", seen.content.toString(), meta.content().toString());
    verify(spec, number, "graph", Shard.hex(index.graphHash()), Shard.hex(meta.graph()));
    LOG.info(
        "Restored shard {} of {}: {} vectors in {} ms, content {}, graph {}.",
        number,
        spec.name(),
        index.size(),
        (System.nanoTime() - started) / 1_000_000,
        seen.content,
        Shard.hex(index.graphHash()));
    if (other.isPresent()) {
      index = null; // Or a task would need the memory for both.
      index = rebuild(spec, number, state, seen.dead, store);
    }
    Shard shard = new Shard(spec, number, state, store, index, seen.expiries, meta);
    if (other.isPresent() || meta.built().flatMap(Built::order).isEmpty()) {
      shard.note();
    }
    return new Restored(shard, seen.greatest);
  }

  /** Leaves only the live vectors of what there is: they are to be found by another structure. */
  private static VectorIndex rebuild(
      CollectionSpec spec, int number, ShardState state, BitSet dead, StateStore store)
      throws IOException {
    dead.stream().forEach(store::removeVector);
    state.log().clear();
    state.pages().clear();
    store.restored(0);
    LOG.info(
        "Shard {} of {} becomes {}: its vectors are found as before, and move as changes come.",
        number,
        spec.name(),
        spec.index().structure());
    return VectorIndex.over(
        spec.index(), new StoredState(state, (slot, record, live) -> {}), store);
  }

  /** Whatever can't be read is named by the shard, and fails the start. */
  static CorruptIndexException unreadable(String collection, int number, Exception cause) {
    CorruptIndexException named =
        new CorruptIndexException(
            "shard %d of %s can't be restored: %s"
                .formatted(number, collection, cause.getMessage()));
    named.initCause(cause);
    return named;
  }

  /** A shard of which no checkpoint says anything has nothing. */
  static void requireEmpty(String collection, int number, ShardState state) throws Exception {
    if (!state.isEmptyButForMeta()) {
      throw withoutMeta(collection, number);
    }
  }

  /** A shard that exists always has it: where it is lost, so is what would prove the shard. */
  static CorruptIndexException withoutMeta(String collection, int number) {
    return new CorruptIndexException(
        "shard %d of %s has state, but no %s"
            .formatted(number, collection, ShardState.SHARD_META.getName()));
  }

  private static void verify(
      CollectionSpec spec, int number, String what, String restored, String checkpointed)
      throws CorruptIndexException {
    if (!restored.equals(checkpointed)) {
      throw new CorruptIndexException(
          "shard %d of %s was checkpointed with %s hash %s and restored with %s"
              .formatted(number, spec.name(), what, checkpointed, restored));
    }
  }
}
