package org.flinkvectorindex.operators.collection;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The collections of a job, where the shards of each lie, and the names that stand for one. */
public final class Catalog implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A collection and its shards.
   *
   * @param spec what holds in this job
   * @param said what the configuration or the control record says, whatever the job is
   * @param isCreated by a control record, and not configured
   */
  public record Entry(CollectionSpec spec, CollectionSpec said, ShardKeys keys, boolean isCreated)
      implements Serializable {

    /** What later stages have to be told of the collection. */
    public Optional<CollectionSpec> created() {
      return isCreated ? Optional.of(said) : Optional.empty();
    }
  }

  private final int maxParallelism;
  private final boolean history;
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
  private final LinkedHashMap<String, String> aliases = new LinkedHashMap<>();

  /**
   * @param maxParallelism of the job: together with names and shard counts it decides where state
   *     lies, so it is as fixed as they are
   */
  public Catalog(List<CollectionSpec> collections, int maxParallelism) {
    this(collections, maxParallelism, false);
  }

  /**
   * @param history whether history is read, which a delete must outlive however long that takes, in
   *     created collections too
   */
  public Catalog(List<CollectionSpec> collections, int maxParallelism, boolean history) {
    this.maxParallelism = maxParallelism;
    this.history = history;
    for (CollectionSpec spec : collections) {
      if (entries.put(spec.name(), entry(spec, false)) != null) {
        throw new IllegalArgumentException("the collection " + spec.name() + " is named twice");
      }
    }
  }

  private Entry entry(CollectionSpec said, boolean created) {
    return new Entry(
        history ? said.rememberingDeletes() : said,
        said,
        ShardKeys.of(said.name(), said.shards(), maxParallelism),
        created);
  }

  /**
   * These collections, which are the configured ones, with what control records made of them. Where
   * a collection was created and is configured now, it is what the configuration says.
   */
  public Catalog with(Directory directory) {
    Catalog all = new Catalog(List.of(), maxParallelism, history);
    all.entries.putAll(entries);
    directory.created().forEach((name, spec) -> all.entries.putIfAbsent(name, entry(spec, true)));
    all.entries.keySet().removeAll(directory.dropped().keySet());
    all.aliases.putAll(directory.aliases());
    return all;
  }

  public Optional<Entry> find(String collection) {
    return Optional.ofNullable(entries.get(collection));
  }

  /** The collection of this name, or the one that it stands for. */
  public Optional<Entry> resolve(String name) {
    return find(aliases.getOrDefault(name, name));
  }

  /** What a name stands for, where it is an alias. */
  public Optional<String> aliased(String name) {
    return Optional.ofNullable(aliases.get(name));
  }

  /** A collection that records were checked to belong to. */
  public Entry get(String collection) {
    return find(collection)
        .orElseThrow(() -> new IllegalStateException("no collection " + collection));
  }

  /**
   * The same, by what the record brings along where the collection is not configured.
   *
   * @param created costs the keys of its shards: keep the answer
   */
  public Entry get(String collection, Optional<CollectionSpec> created) {
    Entry configured = entries.get(collection);
    return configured != null
        ? configured
        : entry(
            created.orElseThrow(() -> new IllegalStateException("no collection " + collection)),
            true);
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
