package org.flinkvectorindex.jobs.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was read of one block: a value for each key that was right. Rules look with {@code find},
 * since other keys may be wrong; options are built with {@code get} once nothing is.
 */
final class Values {
  private final String path;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<String, Values> blocks = new LinkedHashMap<>();
  private final Map<String, List<Values>> lists = new LinkedHashMap<>();

  Values(String path) {
    this.path = path;
  }

  /** The path of a key of this block. */
  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  <T> void put(Option<T> option, T value) {
    values.put(option.name(), value);
  }

  void put(Block block, Values read) {
    blocks.put(block.name(), read);
  }

  void put(Blocks block, List<Values> read) {
    lists.put(block.name(), List.copyOf(read));
  }

  @SuppressWarnings("unchecked")
  <T> Optional<T> find(Option<T> option) {
    return Optional.ofNullable((T) values.get(option.name()));
  }

  <T> T get(Option<T> option) {
    return find(option)
        .orElseThrow(() -> new IllegalStateException("no value of " + path(option.name())));
  }

  Optional<Values> find(Block block) {
    return Optional.ofNullable(blocks.get(block.name()));
  }

  Values get(Block block) {
    return find(block)
        .orElseThrow(() -> new IllegalStateException("no block " + path(block.name())));
  }

  List<Values> get(Blocks block) {
    return lists.getOrDefault(block.name(), List.of());
  }
}
