package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.collection.Order;

/** A collection of vectors: {@code collections[]}. */
public record CollectionOptions(
    String name,
    int dimension,
    Metric metric,
    int shards,
    Order order,
    IndexOptions index,
    QuantizerOptions quantizer,
    TombstoneOptions tombstone,
    List<WindowOptions> windows,
    Optional<Duration> retention) {

  static final String NAME_PATTERN = "[a-z0-9_-]{1,64}";

  static final Option<String> NAME =
      Option.required(
          "name",
          Types.text("`" + NAME_PATTERN + "`, each name once", NAME_PATTERN),
          "What records call the collection.");

  static final Option<Integer> DIMENSION =
      Option.required("dimension", Types.integer(1, 8192), "Components of a vector.");

  static final Option<Metric> METRIC =
      Option.withDefault(
          "metric",
          Types.choice(Metric.class, Map.of()),
          "cosine",
          "What near means: 1 − cos, squared Euclidean distance, or −dot.");

  static final Option<Integer> SHARDS =
      Option.withDefault(
          "shards",
          Types.integer(1, 128),
          "8",
          "Parts that the collection is cut into, for ever: at least 50,000 vectors a shard is a"
              + " good aim, and no more subtasks than shards do work.");

  static final Option<Order> ORDER =
      Option.withDefault(
          "order",
          Types.choice(Order.class, Map.of()),
          "time",
          "Which of two changes of one id wins: the greater `ts`, the greater `version`, or the"
              + " later in the log. `log` is for one topic keyed by id, so with one vector source"
              + " of one topic only.");

  static final Option<Duration> RETENTION =
      Option.optional(
          "retention",
          Types.duration("1 s", "3650 d"),
          "How long, in event time, a vector is kept: it leaves as if deleted when its shard has"
              + " applied a change so much younger. Without it vectors stay until they are"
              + " deleted, or until their own `ttl_ms` is over.");

  static final List<Key> KEYS =
      List.of(
          NAME,
          DIMENSION,
          METRIC,
          SHARDS,
          ORDER,
          IndexOptions.BLOCK,
          QuantizerOptions.BLOCK,
          TombstoneOptions.BLOCK,
          RETENTION,
          WindowOptions.BLOCKS);

  static CollectionOptions of(Values values) {
    return new CollectionOptions(
        values.get(NAME),
        values.get(DIMENSION),
        values.get(METRIC),
        values.get(SHARDS),
        values.get(ORDER),
        IndexOptions.of(values.get(IndexOptions.BLOCK)),
        QuantizerOptions.of(values.get(QuantizerOptions.BLOCK)),
        TombstoneOptions.of(values.get(TombstoneOptions.BLOCK)),
        values.get(WindowOptions.BLOCKS).stream().map(WindowOptions::of).toList(),
        values.find(RETENTION));
  }
}
