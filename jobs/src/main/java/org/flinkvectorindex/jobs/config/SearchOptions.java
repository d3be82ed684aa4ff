package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What holds for queries that say nothing of their own: {@code search}. */
public record SearchOptions(
    Duration timeout, double recallSample, Optional<Double> recallTarget, int leastEf, int mostEf) {

  static final Option<Duration> TIMEOUT =
      Option.withDefault(
          "timeout",
          Types.duration("1 ms", "10 min"),
          "1 s",
          "How long shards are waited for, where the query does not say, before it is answered"
              + " with `complete: false`.");

  static final Option<Double> RECALL_SAMPLE =
      Option.withDefault(
          "recall-sample",
          Types.decimal(0, 1),
          "0.01",
          "Share of queries that are answered exactly as well, so that recall is known. It takes a"
              + " twentieth of a subtask's time at most: what is more is left out.");

  static final Option<Double> RECALL_TARGET =
      Option.optional(
          "recall-target",
          Types.decimal(0.5, 0.999),
          "Recall to hold with the least search effort: `ef`, or `probes` of `ivf`, is then"
              + " steered by what the sampled queries find, for queries that have none of their"
              + " own. Begins with that of the collection; `probes: 0` stays exact.");

  static final Option<Integer> LEAST_EF =
      Option.withDefault(
          "least-ef",
          Types.integer(1, 10_000),
          "8",
          "The least `ef` or `probes` that `recall-target` steers to.");

  static final Option<Integer> MOST_EF =
      Option.withDefault(
          "most-ef",
          Types.integer(1, 10_000),
          "1000",
          "The greatest `ef` or `probes` that `recall-target` steers to, at least `least-ef`.");

  static final Block BLOCK =
      Block.withDefaults(
          "search",
          "What holds for queries that say nothing of their own.",
          List.of(TIMEOUT, RECALL_SAMPLE, RECALL_TARGET, LEAST_EF, MOST_EF));

  static SearchOptions of(Values values) {
    return new SearchOptions(
        values.get(TIMEOUT),
        values.get(RECALL_SAMPLE),
        values.find(RECALL_TARGET),
        values.get(LEAST_EF),
        values.get(MOST_EF));
  }
}
