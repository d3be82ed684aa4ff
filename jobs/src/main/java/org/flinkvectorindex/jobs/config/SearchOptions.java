package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.List;

/** What holds for queries that say nothing of their own: {@code search}. */
public record SearchOptions(Duration timeout) {

  static final Option<Duration> TIMEOUT =
      Option.withDefault(
          "timeout",
          Types.duration("1 ms", "10 min"),
          "1 s",
          "How long shards are waited for, where the query does not say, before it is answered"
              + " with `complete: false`.");

  static final Block BLOCK =
      Block.withDefaults(
          "search", "What holds for queries that say nothing of their own.", List.of(TIMEOUT));

  static SearchOptions of(Values values) {
    return new SearchOptions(values.get(TIMEOUT));
  }
}
