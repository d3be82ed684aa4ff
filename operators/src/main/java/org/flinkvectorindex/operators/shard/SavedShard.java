package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.StoredSpec;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;
import org.flinkvectorindex.operators.collection.ShardName;

/**
 * A shard as a savepoint or checkpoint has it, read outside of a job: restored as the job would, so
 * both its hashes are proven to be those it was checkpointed with.
 */
public final class SavedShard {
  private static final int EF = 64;

  private final ShardName name;
  private final ShardState state;
  private final Shard shard;
  private final IndexSpec spec;
  private final boolean metricKnown;

  private SavedShard(
      ShardName name, ShardState state, Shard shard, IndexSpec spec, boolean metricKnown) {
    this.name = name;
    this.state = state;
    this.shard = shard;
    this.spec = spec;
    this.metricKnown = metricKnown;
  }

  /**
   * The states of a shard; the one that every shard has comes first, so that a reader that goes
   * through keys by state finds each shard there.
   */
  public static ShardState states(RuntimeContext runtime) {
    var meta = runtime.getState(ShardState.SHARD_META);
    return new ShardState(
        runtime.getMapState(ShardState.VECTORS),
        runtime.getMapState(ShardState.GRAPH_LOG),
        runtime.getMapState(ShardState.GRAPH_PAGES),
        runtime.getMapState(ShardState.TOMBSTONES),
        runtime.getMapState(ShardState.TOMBSTONE_TIMES),
        meta);
  }

  /**
   * Whether only vectors are left under the current key: of a collection that was dropped and is on
   * its way out. Of any other it is a shard whose meta is lost.
   *
   * @param dropped the collections that were
   */
  public static boolean isDropped(String key, ShardState state, Set<String> dropped)
      throws Exception {
    return dropped.contains(ShardName.of(key).collection())
        && state.meta().value() == null
        && state.isEmptyButForVectorsAndMeta();
  }

  /**
   * The shard whose key is current, in the structure that it was saved with.
   *
   * @param spec how its collection is searched; empty to go by what is stored
   * @param metric where there is no spec: needed to search where version 1 of the shard meta is
   *     stored
   * @throws CorruptIndexException naming collection, shard and what is wrong
   */
  public static SavedShard read(
      String key, ShardState state, Optional<IndexSpec> spec, Optional<Metric> metric)
      throws Exception {
    ShardName name = ShardName.of(key);
    ShardMeta meta;
    try {
      meta = state.meta().value();
    } catch (IOException | RuntimeException e) {
      throw ShardRestore.unreadable(name.collection(), name.shard(), e);
    }
    if (meta == null) {
      throw ShardRestore.withoutMeta(name.collection(), name.shard());
    }
    Optional<Metric> known =
        spec.map(IndexSpec::metric).or(() -> meta.built().map(Built::metric)).or(() -> metric);
    IndexSpec wanted =
        spec.isPresent() ? spec.get() : stored(name, meta, state, known.orElse(Metric.L2));
    CollectionSpec collection =
        new CollectionSpec(
            name.collection(),
            name.shard() + 1,
            meta.built().flatMap(Built::order).orElse(Order.LOG),
            StoredSpec.other(wanted, meta.index()).orElse(wanted),
            EF,
            Duration.ZERO);
    if (metric.isPresent() && !metric.equals(known)) {
      throw new CorruptIndexException(
          "the metric of collection %s is %s, and %s was asked for"
              .formatted(name.collection(), known.get(), metric.get()));
    }
    return new SavedShard(
        name,
        state,
        ShardRestore.restore(collection, name.shard(), state, meta).shard(),
        wanted,
        known.isPresent());
  }

  private static IndexSpec stored(ShardName name, ShardMeta meta, ShardState state, Metric metric)
      throws Exception {
    try {
      return StoredSpec.of(meta.index(), dimension(meta, state), metric);
    } catch (IOException | IllegalArgumentException e) {
      throw ShardRestore.unreadable(name.collection(), name.shard(), e);
    }
  }

  /**
   * As the meta says it, for all vectors may be gone. Version 1 did not: there it is that of any
   * vector, or what the index says, which is nothing where it is flat, and then it is of no matter.
   */
  private static int dimension(ShardMeta meta, ShardState state) throws Exception {
    if (meta.built().isPresent()) {
      return meta.built().get().dimension();
    }
    for (VectorRecord any : state.vectors().values()) {
      return any.vector().length;
    }
    return StoredSpec.dimension(meta.index()).orElse(1);
  }

  public ShardName name() {
    return name;
  }

  /** Live vectors. */
  public int size() {
    return shard.index().size();
  }

  /**
   * Changes that it accepted since it began, each of which the topic of changes has. That also has
   * the deletes of vectors that left by their ttl or the retention, which are not among these.
   */
  public long changes() {
    return shard.changes();
  }

  public ContentHash content() {
    return shard.content();
  }

  /** 16 hexadecimal digits. */
  public String graph() {
    return Shard.hex(shard.index().graphHash());
  }

  /** Every live vector, by slot. */
  public void forEach(Consumer<VectorRecord> each) throws Exception {
    for (Map.Entry<Integer, VectorRecord> entry : state.vectors().entries()) {
      if (shard.index().slotOf(entry.getValue().id()) == entry.getKey()) {
        each.accept(entry.getValue());
      }
    }
  }

  /**
   * The nearest here, with attributes.
   *
   * @throws CorruptIndexException where neither state nor the caller has said what near means
   * @throws UnfitQueryException where the query is none of this collection's
   */
  public List<Hit> search(float[] query, int k, int ef) throws Exception {
    if (!metricKnown) {
      throw new CorruptIndexException(
          "the metric of %s is not stored: --metric or --config".formatted(name.collection()));
    }
    VectorIndex index = shard.index();
    if (index.size() == 0) {
      return List.of(); // Nor is its dimension known, where an old savepoint does not say it.
    }
    UnfitQueryException.check(name.collection(), spec, query);
    SearchHits found = index.search(query, k, ef);
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < found.count(); i++) {
      int slot = found.slots()[i];
      hits.add(
          new Hit(
              index.idOf(slot),
              found.distances()[i],
              shard.vector(slot).attributes(),
              Optional.empty()));
    }
    return hits;
  }
}
