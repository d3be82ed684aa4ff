package org.flinkvectorindex.connectors.codec;

import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;

/**
 * What a decoder lets in.
 *
 * @param maxBytes of one record
 * @param maxAhead how far a timestamp may be ahead of the clock, so that one wrong clock outside
 *     can't drag the watermark along
 * @param clock serializable, as Java's own clocks are
 */
public record Limits(int maxBytes, Duration maxAhead, Clock clock) implements Serializable {
  public static final int DEFAULT_MAX_BYTES = 1024 * 1024;
  public static final Duration DEFAULT_MAX_AHEAD = Duration.ofMinutes(10);

  public Limits {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes is " + maxBytes + ", allowed is 1 or more");
    }
    if (maxAhead.isNegative()) {
      throw new IllegalArgumentException("maxAhead is " + maxAhead + ", allowed is 0 or more");
    }
  }

  public static Limits defaults() {
    return new Limits(DEFAULT_MAX_BYTES, DEFAULT_MAX_AHEAD, Clock.systemUTC());
  }

  /** Whether an event time (milliseconds since the epoch) may be believed. */
  public boolean believable(long ts) {
    return ts >= 0 && ts <= latest();
  }

  void requireSize(byte[] record) throws Defect {
    if (record.length > maxBytes) {
      throw new Defect(
          Reason.TOO_LARGE,
          "record: expected at most %d bytes, got %d".formatted(maxBytes, record.length));
    }
  }

  /** The greatest event time that is believed now. */
  public long latest() {
    return clock.millis() + maxAhead.toMillis();
  }
}
