package org.flinkvectorindex.connectors.codec;

import org.flinkvectorindex.connectors.record.DeadLetter.Reason;

/** Event times that may be believed. */
final class Timestamps {
  private Timestamps() {}

  static long believed(String field, long ts, Limits limits) throws Defect {
    if (!limits.believable(ts)) {
      throw new Defect(
          Reason.BAD_TIMESTAMP,
          "%s: expected 0 to %d (%s ahead of now), got %d"
              .formatted(field, limits.latest(), limits.maxAhead(), ts));
    }
    return ts;
  }

  static long believedOfBroker(long ts, Limits limits) throws Defect {
    return believed("the broker's timestamp", ts, limits);
  }
}
