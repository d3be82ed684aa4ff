package org.flinkvectorindex.operators.collection;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The collections of a job, and where the shards of each lie. */
public final class Catalog implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A collection and its shards. */
  public record Entry(CollectionSpec spec, ShardKeys keys) implements Serializable {}

  private final int maxParallelism;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * @param maxParallelism of the job: together with names and shard counts it decides where state
   *     lies, so it is as fixed as they are
   */
  public Catalog(List<CollectionSpec> collections, int maxParallelism) {
    this.maxParallelism = maxParallelism;
    for (CollectionSpec spec : collections) {
      ShardKeys keys = ShardKeys.of(spec.name(), spec.shards(), maxParallelism);
      if (entries.put(spec.name(), new Entry(spec, keys)) != null) {
        throw new IllegalArgumentException("the collection " + spec.name() + " is named twice");
      }
    }
  }

  public Optional<Entry> find(String collection) {
    return Optional.ofNullable(entries.get(collection));
  }

  /** A collection that records were checked to belong to. */
  public Entry get(String collection) {
    return find(collection)
        .orElseThrow(() -> new IllegalStateException("no collection " + collection));
  }

  /** In the order given. */
  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** The collection that everything is of, where there is but one. */
  public Optional<CollectionSpec> only() {
    return entries.size() == 1
        ? Optional.of(entries.values().iterator().next().spec())
        : Optional.empty();
  }

  public int maxParallelism() {
    return maxParallelism;
  }
}
