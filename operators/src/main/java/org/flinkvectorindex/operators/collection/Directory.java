package org.flinkvectorindex.operators.collection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What control records made of the collections of a job: those created beside the configured ones,
 * the names that stand for one, and those that are gone. A name that was dropped is never given
 * again, so that nothing late can be taken for something of a new collection.
 *
 * @param changes that led here, from nothing
 * @param created by name
 * @param aliases what collection each stands for
 * @param dropped the number of shards of each, configured ones included
 */
public record Directory(
    long changes,
    Map<String, CollectionSpec> created,
    Map<String, String> aliases,
    Map<String, Integer> dropped) {

  public static final Directory EMPTY = new Directory(0, Map.of(), Map.of(), Map.of());

  public Directory {
    created = Map.copyOf(created);
    aliases = Map.copyOf(aliases);
    dropped = Map.copyOf(dropped);
  }

  public Directory create(CollectionSpec spec) {
    return new Directory(changes + 1, and(created, spec.name(), spec), aliases, dropped);
  }

  public Directory alias(String alias, String collection) {
    return new Directory(changes + 1, created, and(aliases, alias, collection), dropped);
  }

  public Directory unalias(String alias) {
    return new Directory(changes + 1, created, without(aliases, alias), dropped);
  }

  public Directory drop(String collection, int shards) {
    return new Directory(
        changes + 1, without(created, collection), aliases, and(dropped, collection, shards));
  }

  /** What two parts of one job know of collections, together. */
  public Directory merge(Directory other) {
    Map<String, CollectionSpec> all = new LinkedHashMap<>(created);
    all.putAll(other.created);
    Map<String, Integer> gone = new LinkedHashMap<>(dropped);
    gone.putAll(other.dropped);
    all.keySet().removeAll(gone.keySet());
    return new Directory(Math.max(changes, other.changes), all, aliases, gone);
  }

  /** The collection that a name stands for. */
  public Optional<String> aliased(String name) {
    return Optional.ofNullable(aliases.get(name));
  }

  private static <T> Map<String, T> and(Map<String, T> map, String key, T value) {
    Map<String, T> more = new LinkedHashMap<>(map);
    more.put(key, value);
    return more;
  }

  private static <T> Map<String, T> without(Map<String, T> map, String key) {
    Map<String, T> less = new LinkedHashMap<>(map);
    less.remove(key);
    return less;
  }
}
