package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where changes of vectors are read: {@code vectors[]}.
 *
 * @param collection the one that a record without a value deletes from
 */
public record VectorSourceOptions(
    SourceOptions source, Optional<String> collection, Duration outOfOrder, Duration idle) {

  static final Option<String> COLLECTION =
      Option.optional(
          "collection",
          Types.text("name of a collection", CollectionOptions.NAME_PATTERN),
          "The collection in which a record with a null value deletes the id that is its key"
              + " (compacted topics). Without it such records are dead letters.");

  static final Option<Duration> OUT_OF_ORDER =
      Option.withDefault(
          "out-of-order",
          Types.duration("0 ms", "1 d"),
          "1 s",
          "How far the watermark stays behind the greatest `ts` seen.");

  static final Option<Duration> IDLE =
      Option.withDefault(
          "idle",
          Types.duration("100 ms", "1 d"),
          "10 s",
          "After how long without records a partition no longer holds the watermark back.");

  static final Blocks BLOCKS =
      new Blocks(
          "vectors",
          1,
          "Where changes of vectors are read.",
          Stream.concat(SourceOptions.KEYS.stream(), Stream.of(COLLECTION, OUT_OF_ORDER, IDLE))
              .toList());

  static VectorSourceOptions of(Values values) {
    return new VectorSourceOptions(
        SourceOptions.of(values),
        values.find(COLLECTION),
        values.get(OUT_OF_ORDER),
        values.get(IDLE));
  }
}
