package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;

/** Event times that may be believed. */
final class Timestamps {
  private Timestamps() {}

  /** The value that the parser stands on, in milliseconds since the epoch. */
  static long read(JsonParser parser, Limits limits) throws IOException, Defect {
    if (!Numbers.isLong(parser)) {
      throw new Defect(
          Reason.BAD_TIMESTAMP,
          "ts: expected an integer of milliseconds, got " + Quote.value(parser));
    }
    return believed("ts", parser.getLongValue(), limits);
  }

  static long believed(String field, long ts, Limits limits) throws Defect {
    if (!limits.believable(ts)) {
      throw new Defect(
          Reason.BAD_TIMESTAMP,
          "%s: expected 0 to %d (%s ahead of now), got %d"
              .formatted(field, limits.latest(), limits.maxAhead(), ts));
    }
    return ts;
  }
}
