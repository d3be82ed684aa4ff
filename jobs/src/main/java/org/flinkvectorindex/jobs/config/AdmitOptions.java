package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/** What is let in: {@code admit}. */
public record AdmitOptions(Duration maxAhead, MemorySize maxBytes) {

  static final Option<Duration> MAX_AHEAD =
      Option.withDefault(
          "max-ahead",
          Types.duration("0 ms", "365 d"),
          "10 min",
          "How far `ts` may be ahead of the clock; beyond, the record is a dead letter, since one"
              + " wrong clock outside would drive event time for everybody.");

  static final Option<MemorySize> MAX_BYTES =
      Option.withDefault(
          "max-bytes",
          Types.size("1 kb", "64 mb"),
          "1 mb",
          "Bytes of a record at most; larger ones are dead letters.");

  static final Block BLOCK =
      Block.withDefaults("admit", "What is let in.", List.of(MAX_AHEAD, MAX_BYTES));

  static AdmitOptions of(Values values) {
    return new AdmitOptions(values.get(MAX_AHEAD), values.get(MAX_BYTES));
  }
}
