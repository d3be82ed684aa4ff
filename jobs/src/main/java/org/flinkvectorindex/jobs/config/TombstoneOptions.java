package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.List;

/** What a delete leaves behind: {@code collections[].tombstone}. */
public record TombstoneOptions(Duration retention) {

  static final Option<Duration> RETENTION =
      Option.withDefault(
          "retention",
          Types.duration("1 s", "365 d"),
          "24 h",
          "How long, in event time, a delete is remembered, so that an older upsert that comes"
              + " later stays dead. Changes older than that are refused as stale.");

  static final Block BLOCK =
      Block.withDefaults("tombstone", "What a delete leaves behind.", List.of(RETENTION));

  static TombstoneOptions of(Values values) {
    return new TombstoneOptions(values.get(RETENTION));
  }
}
