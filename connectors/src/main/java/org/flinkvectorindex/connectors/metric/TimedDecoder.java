package org.flinkvectorindex.connectors.metric;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.connectors.codec.Decoder;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.RawRecord;

/** Decodes, and looks at the clock now and then, as looking costs a part of a short record. */
public final class TimedDecoder<T> {
  /** One in so many is timed, and counts for all of them. */
  static final int TIMED_EVERY = 32;

  private final Decoder<T> decoder;
  private final Counter nanos;
  private int untilTimed;

  /**
   * @param deserializer the group that Flink's source gives
   */
  public TimedDecoder(Decoder<T> decoder, MetricGroup deserializer) {
    this.decoder = decoder;
    this.nanos = ConnectorMetric.DECODE_NANOS.counter(deserializer);
  }

  public Decoded<T> decode(RawRecord raw) {
    if (untilTimed-- > 0) {
      return decoder.decode(raw);
    }
    untilTimed = TIMED_EVERY - 1;
    long started = System.nanoTime();
    Decoded<T> decoded = decoder.decode(raw);
    nanos.inc((System.nanoTime() - started) * TIMED_EVERY);
    return decoded;
  }
}
