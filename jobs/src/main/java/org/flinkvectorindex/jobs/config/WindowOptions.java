package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Windows over what a collection goes through: {@code collections[].windows[]}. */
public record WindowOptions(
    String name,
    Type type,
    Optional<Duration> size,
    Optional<Duration> slide,
    Optional<Duration> gap,
    Optional<Integer> count,
    Duration allowedLateness,
    Optional<String> groupBy,
    int maxGroups) {

  /** How records are put into windows. */
  public enum Type {
    TUMBLING,
    SLIDING,
    SESSION,
    GLOBAL
  }

  static final Option<String> NAME =
      Option.required(
          "name",
          Types.text(
              "`" + CollectionOptions.NAME_PATTERN + "`, each name once in a collection",
              CollectionOptions.NAME_PATTERN),
          "What statistics call the window. State is found by it, so another name begins anew.");

  static final Option<Type> TYPE =
      Option.required(
          "type",
          Types.choice(Type.class, Map.of("count", "windows of a number of changes are `global`")),
          "`tumbling`: one window after the other, of a `size`. `sliding`: a window of a `size`"
              + " each `slide`. `session`: changes less than a `gap` apart. `global`: `count`"
              + " changes, in whatever order they come.");

  static final Option<Duration> SIZE =
      Option.optional(
          "size",
          Types.duration("100 ms", "365 d"),
          "Event time that a window spans. Of `tumbling` and `sliding`, required there.");

  static final Option<Duration> SLIDE =
      Option.optional(
          "slide",
          Types.duration("100 ms", "365 d"),
          "How far apart windows begin; `size` is a multiple of it, at most 1000 times. Of"
              + " `sliding`, required there.");

  static final Option<Duration> GAP =
      Option.optional(
          "gap",
          Types.duration("100 ms", "365 d"),
          "How long nothing changes until a session is over. Of `session`, required there.");

  static final Option<Integer> COUNT =
      Option.optional(
          "count",
          Types.integer(1, 1_000_000_000),
          "Changes that fill a window; up to a hundredth more are in it, since they come in slices"
              + " from each subtask. Of `global`, required there.");

  static final Option<Duration> ALLOWED_LATENESS =
      Option.withDefault(
          "allowed-lateness",
          Types.duration("0 ms", "30 d"),
          "0 ms",
          "How long after the watermark has passed its end a window still takes records, and is"
              + " emitted again with them. What comes later is emitted by itself, as `late`.");

  static final Option<String> GROUP_BY =
      Option.optional(
          "group-by",
          Types.text("name of an attribute", "\\S.{0,255}"),
          "Attribute whose values have windows of their own, of changes alone. Changes without it,"
              + " deletes among them, are in the group of the empty value.");

  static final Option<Integer> MAX_GROUPS =
      Option.withDefault(
          "max-groups",
          Types.integer(1, 1000),
          "20",
          "Values that have a group of their own: the first that come, for good. All others are in"
              + " the group `other`.");

  static final Blocks BLOCKS =
      new Blocks(
          "windows",
          0,
          "Windows that statistics are made of.",
          List.of(NAME, TYPE, SIZE, SLIDE, GAP, COUNT, ALLOWED_LATENESS, GROUP_BY, MAX_GROUPS));

  static WindowOptions of(Values values) {
    return new WindowOptions(
        values.get(NAME),
        values.get(TYPE),
        values.find(SIZE),
        values.find(SLIDE),
        values.find(GAP),
        values.find(COUNT),
        values.get(ALLOWED_LATENESS),
        values.find(GROUP_BY),
        values.get(MAX_GROUPS));
  }
}
