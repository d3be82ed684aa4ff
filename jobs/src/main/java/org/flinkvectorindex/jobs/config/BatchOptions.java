package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/** How much is collected for a shard before it is sent there: {@code batch}. */
public record BatchOptions(int maxRows, MemorySize maxBytes, Duration maxWait) {

  static final Option<Integer> MAX_ROWS =
      Option.withDefault("max-rows", Types.integer(1, 4096), "32", "Changes in a batch at most.");

  static final Option<MemorySize> MAX_BYTES =
      Option.withDefault(
          "max-bytes",
          Types.size("1 b", "16 mb"),
          "32 kb",
          "Bytes of a batch at most; a batch holds one change at least.");

  static final Option<Duration> MAX_WAIT =
      Option.withDefault(
          "max-wait",
          Types.duration("1 ms", "10 s"),
          "5 ms",
          "How long a change waits for others at most.");

  static final Block BLOCK =
      Block.withDefaults(
          "batch",
          "How changes are collected before they go to their shard. The index does not depend on"
              + " where batches are cut.",
          List.of(MAX_ROWS, MAX_BYTES, MAX_WAIT));

  static BatchOptions of(Values values) {
    return new BatchOptions(values.get(MAX_ROWS), values.get(MAX_BYTES), values.get(MAX_WAIT));
  }
}
