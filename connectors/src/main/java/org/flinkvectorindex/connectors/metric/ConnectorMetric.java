package org.flinkvectorindex.connectors.metric;

import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * Every metric that sources and sinks report beside those of Flink's connectors, by the name that
 * dashboards and alerts know it by: a name never changes. Counters may be counted by any thread.
 */
public enum ConnectorMetric {
  DECODE_NANOS(
      Kind.COUNTER,
      "decode-nanos",
      List.of(ConnectorMetric.DESERIALIZER),
      "Nanoseconds spent on decoding records, from one in 32 of them; a second a second is one busy"
          + " core."),
  REDIS_WRITES(
      Kind.COUNTER,
      "writes",
      List.of(ConnectorMetric.REDIS),
      "Entries that Redis took, also where it holds a later one."),
  REDIS_SUPERSEDED(
      Kind.COUNTER,
      "superseded",
      List.of(ConnectorMetric.REDIS),
      "Of these, without effect, as Redis holds the same or a later one."),
  REDIS_RETRIES(
      Kind.COUNTER, "retries", List.of(ConnectorMetric.REDIS), "Entries that are sent again."),
  REDIS_FAILURES(
      Kind.COUNTER,
      "failures",
      List.of(ConnectorMetric.REDIS),
      "Batches that Redis did not take: away, busy, too slow (`redis.timeout`)."),
  REDIS_IN_FLIGHT(
      Kind.GAUGE,
      "in-flight",
      List.of(ConnectorMetric.REDIS),
      "Entries sent and not answered yet."),
  REDIS_WRITE_MICROS(
      Kind.HISTOGRAM,
      "write-us",
      List.of(ConnectorMetric.REDIS),
      "Microseconds from sending a batch until Redis has answered all of it.");

  /** Group: that which Flink's sources give a decoder. */
  public static final String DESERIALIZER = "deserializer";

  /** Group: the serving cache. */
  public static final String REDIS = "redis";

  /** What a metric is to Flink. */
  public enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  private static final int KEPT = 1_000;

  private final Kind kind;
  private final String key;
  private final List<String> groups;
  private final String doc;

  ConnectorMetric(Kind kind, String key, List<String> groups, String doc) {
    this.kind = kind;
    this.key = key;
    this.groups = groups;
    this.doc = doc;
  }

  public Kind kind() {
    return kind;
  }

  /** Its name in Flink. */
  public String key() {
    return key;
  }

  /** Groups that it is in, outermost first. */
  public List<String> groups() {
    return groups;
  }

  public String doc() {
    return doc;
  }

  /**
   * @param group with this metric's groups, as for the other kinds
   */
  public Counter counter(MetricGroup group) {
    return group.counter(key, new ThreadSafeSimpleCounter());
  }

  public <N extends Number> void gauge(MetricGroup group, Gauge<N> value) {
    group.gauge(key, value);
  }

  public Histogram histogram(MetricGroup group) {
    return group.histogram(key, new DescriptiveStatisticsHistogram(KEPT));
  }
}
