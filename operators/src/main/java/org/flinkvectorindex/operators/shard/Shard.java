package org.flinkvectorindex.operators.shard;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.index.id.IdHash;
import org.flinkvectorindex.operators.batch.MutationBatch;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.publish.Holding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard while the job runs: its index on the heap, and what the state of its key says beside
 * it. Every method but the plain accessors wants the shard's key to be current.
 */
final class Shard implements Holding {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

  /**
   * Operations that share an entry of the graph's log: fewer entries to put and to cut, and a
   * function of the operations alone. What is not in the log yet is committed at a checkpoint.
   */
  private static final int COMMIT_EVERY = 32;

  private static final Applied STALE = new Applied.Stale();
  private static final Applied TOO_LATE = new Applied.TooLate();

  private final CollectionSpec spec;
  private final int number;
  private final ShardState state;
  private final StateStore store;
  private final VectorIndex index;
  private final Tombstones tombstones;
  private final Expiries expiries;
  private ContentHash content;
  private long changes;
  private long greatestTs;
  private Optional<String> generation;
  private boolean changed;

  /** A shard as {@code meta} has it. */
  Shard(
      CollectionSpec spec,
      int number,
      ShardState state,
      StateStore store,
      VectorIndex index,
      Expiries expiries,
      ShardMeta meta) {
    this.spec = spec;
    this.number = number;
    this.state = state;
    this.store = store;
    this.index = index;
    this.expiries = expiries;
    this.tombstones = new Tombstones(spec, state, meta.tombstones(), meta.forgottenTs());
    this.content = meta.content();
    this.changes = meta.changes();
    this.greatestTs = meta.greatestTs();
    this.generation = meta.generation();
  }

  /** A shard that nothing was applied to yet. */
  static Shard empty(CollectionSpec spec, int number, ShardState state, Optional<String> generation)
      throws Exception {
    ShardRestore.requireEmpty(spec.name(), number, state);
    StateStore store = new StateStore(state, 0);
    VectorIndex index = VectorIndex.create(spec.index(), store);
    ShardMeta meta =
        new ShardMeta(
            new byte[0],
            ContentHash.EMPTY,
            index.graphHash(),
            0,
            Long.MIN_VALUE,
            0,
            OptionalLong.empty(),
            generation,
            Optional.of(Built.of(spec)),
            0);
    return new Shard(spec, number, state, store, index, new Expiries(spec.kept(), 0), meta);
  }

  /** Applies one row of a batch. */
  Applied apply(MutationBatch batch, int row) throws Exception {
    Applied applied = batch.puts()[row] ? put(batch, row) : remove(batch, row);
    if (applied instanceof Applied.Accepted accepted) {
      changed = true;
      greatestTs = Math.max(greatestTs, accepted.change().ts());
      if (++changes % Tombstones.SWEEP_EVERY == 0) {
        tombstones.sweep(greatestTs);
      }
      if (changes % COMMIT_EVERY == 0) {
        index.commit();
      }
    }
    return applied;
  }

  private Applied put(MutationBatch batch, int row) throws Exception {
    String id = batch.ids()[row];
    OrderKey order = batch.orders()[row];
    long ts = batch.ts()[row];
    int slot = index.slotOf(id);
    boolean replaced = slot != VectorIndex.NONE;
    if (replaced) {
      VectorRecord old = vector(slot);
      if (order.compareTo(old.order()) <= 0) {
        return STALE;
      }
      content = content.minus(ContentHash.of(old));
    } else {
      IdHash hash = IdHash.of(id);
      Optional<Tombstone> tombstone = tombstones.find(hash);
      if (refuses(tombstone, order, ts)) {
        return tombstone.isPresent() ? STALE : TOO_LATE;
      }
      tombstones.remove(hash, tombstone);
    }
    int offset = row * batch.dimension();
    float[] vector = new float[batch.dimension()];
    System.arraycopy(batch.vectors(), offset, vector, 0, vector.length);
    long expiry = batch.expiries()[row];
    VectorRecord record =
        new VectorRecord(
            id,
            order,
            ts,
            expiry == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(expiry),
            batch.attributesOf(row),
            vector);
    if (replaced) {
      expiries.remove(slot);
    }
    int given = index.upsert(id, vector, 0);
    state.vectors().put(given, record);
    expiries.put(given, ts, record.expiry());
    content = content.plus(ContentHash.of(record));
    return new Applied.Accepted(upserted(record, replaced));
  }

  private Applied remove(MutationBatch batch, int row) throws Exception {
    String id = batch.ids()[row];
    OrderKey order = batch.orders()[row];
    long ts = batch.ts()[row];
    int slot = index.slotOf(id);
    IdHash hash = IdHash.of(id);
    Optional<Tombstone> tombstone = Optional.empty();
    if (slot == VectorIndex.NONE) {
      tombstone = tombstones.find(hash);
      if (refuses(tombstone, order, ts)) {
        return tombstone.isPresent() ? STALE : TOO_LATE;
      }
    } else {
      VectorRecord old = vector(slot);
      if (order.compareTo(old.order()) <= 0) {
        return STALE;
      }
      content = content.minus(ContentHash.of(old));
      index.delete(id);
      expiries.remove(slot);
    }
    tombstones.put(hash, tombstone, order, ts);
    return new Applied.Accepted(new Change.Deleted(spec.name(), id, order, ts, number));
  }

  /**
   * After a change that was accepted: of the vectors that have lived long enough, some leave, as if
   * deleted by the change that they came by, at the event time that the shard has come to: by their
   * own they would be late in all windows. What is remembered of each is as old as its leaving.
   *
   * @param leaving sees the id of each before
   * @param left takes the change after
   */
  void leave(Consumer<String> leaving, Consumer<Change> left) throws Exception {
    expiries.step(
        greatestTs,
        (slot, due) -> {
          VectorRecord old = vector(slot);
          leaving.accept(old.id());
          content = content.minus(ContentHash.of(old));
          index.delete(old.id());
          expiries.remove(slot);
          tombstones.left(IdHash.of(old.id()), old.order(), old.ts(), due);
          left.accept(new Change.Deleted(spec.name(), old.id(), old.order(), greatestTs, number));
        });
  }

  /** Whether a change of an id without a vector is refused. */
  private boolean refuses(Optional<Tombstone> tombstone, OrderKey order, long ts) {
    return tombstone.isPresent()
        ? order.compareTo(tombstone.get().order()) <= 0
        : tombstones.tooLate(ts);
  }

  private Change upserted(VectorRecord record, boolean replaced) {
    return new Change.Upserted(
        spec.name(),
        record.id(),
        record.order(),
        record.ts(),
        number,
        record.vector(),
        record.attributes(),
        replaced);
  }

  /** The vector of a live slot. */
  VectorRecord vector(int slot) throws Exception {
    VectorRecord record = state.vectors().get(slot);
    if (record == null) {
      throw new CorruptIndexException(
          "shard %d of %s has no vector at slot %d in state, but %s in its index"
              .formatted(number, spec.name(), slot, index.idOf(slot)));
    }
    return record;
  }

  @Override
  public Optional<Change> live(int slot) throws Exception {
    VectorRecord record = state.vectors().get(slot);
    return record == null || index.slotOf(record.id()) != slot
        ? Optional.empty()
        : Optional.of(upserted(record, false));
  }

  /** Writes what a checkpoint says about the shard, if that changed since the last. */
  void checkpoint(long id) throws Exception {
    if (changed) {
      index.commit();
      long graph = index.graphHash();
      state
          .meta()
          .update(
              new ShardMeta(
                  index.checkpoint(),
                  content,
                  graph,
                  changes,
                  greatestTs,
                  tombstones.count(),
                  tombstones.forgottenTs(),
                  generation,
                  Optional.of(Built.of(spec)),
                  expiries.cursor()));
      changed = false;
      LOG.debug(
          "Checkpoint {} has shard {} of {}: {} vectors, content {}, graph {}.",
          id,
          number,
          spec.name(),
          index.size(),
          content,
          hex(graph));
    }
  }

  /** As the log shows the hash of a graph. */
  static String hex(long hash) {
    return "%016x".formatted(hash);
  }

  @Override
  public void published(Optional<String> generation) {
    this.generation = generation;
    changed = true;
  }

  /**
   * The next checkpoint says of the shard what the last one did not: another structure has taken
   * over, or an earlier release left out what is fixed.
   */
  void note() {
    changed = true;
  }

  ShardSummary summary() {
    return new ShardSummary(
        spec.name(),
        number,
        index.size(),
        index.operations(),
        content,
        index.graphHash(),
        heapBytes());
  }

  CollectionSpec spec() {
    return spec;
  }

  VectorIndex index() {
    return index;
  }

  /** The greatest event time applied; 0 before the first change. */
  long newestTs() {
    return Math.max(0, greatestTs);
  }

  /** Bytes that the shard holds on the heap. */
  long heapBytes() {
    return index.heapBytes() + expiries.heapBytes();
  }

  /** Bits that the live vectors take on the heap at least: as they are held, and nothing else. */
  long vectorBits() {
    Quantizer held = spec.index().quantizer();
    boolean both =
        held.kind() != Quantizer.Kind.NONE && held.originals() == Quantizer.Originals.HEAP;
    int bits = held.bits() + (both ? Float.SIZE : 0);
    return (long) bits * spec.index().dimension() * index.size();
  }

  ContentHash content() {
    return content;
  }

  /** Accepted since the shard began. */
  long changes() {
    return changes;
  }

  long tombstones() {
    return tombstones.count();
  }

  long logEntries() {
    return store.logEntries();
  }
}
