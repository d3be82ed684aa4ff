package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.List;

/** When the job makes itself durable: {@code checkpoints}. */
public record CheckpointOptions(Duration interval) {

  static final Option<Duration> INTERVAL =
      Option.withDefault(
          "interval",
          Types.duration("100 ms", "1 d"),
          "10 s",
          "Time between checkpoints. Where they are kept is the cluster's setting"
              + " (`execution.checkpointing.dir`).");

  static final Block BLOCK =
      Block.withDefaults("checkpoints", "When the job makes itself durable.", List.of(INTERVAL));

  static CheckpointOptions of(Values values) {
    return new CheckpointOptions(values.get(INTERVAL));
  }
}
