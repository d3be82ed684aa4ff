package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.List;

/** Whether brokers and the cache are asked before the job is submitted: {@code preflight}. */
public record PreflightOptions(Duration patience) {

  static final Option<Duration> PATIENCE =
      Option.withDefault(
          "patience",
          Types.duration("0 ms", "10 min"),
          "30 s",
          "How long brokers and Redis are tried before the job is given up; `0 ms` asks nobody, for"
              + " submitting from where they can't be reached, and needs no file of a backfill.");

  static final Block BLOCK =
      Block.withDefaults(
          "preflight", "What is asked before the job is submitted.", List.of(PATIENCE));

  static PreflightOptions of(Values values) {
    return new PreflightOptions(values.get(PATIENCE));
  }
}
