package org.flinkvectorindex.connectors.record;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came in and what was asked in one window of a collection.
 *
 * @param records everything that was counted: of two statistics of one window, the one with more is
 *     the newer
 * @param ids distinct ids of applied changes; empty without changes
 * @param norms Euclidean lengths of upserted vectors
 * @param lags milliseconds from an applied change's event time to its application
 * @param latencies of answers, microseconds
 * @param vectors empty without upserts
 * @param topQueries by their names in the serving cache, most frequent first
 * @param topHits ids that were answered, most frequent first
 * @param recall empty where no query was answered exactly as well
 */
public record WindowStatistics(
    Place place,
    Standing standing,
    long records,
    Counts counts,
    Optional<Estimate> ids,
    Optional<Quantiles> norms,
    Optional<Quantiles> lags,
    Optional<Quantiles> latencies,
    Optional<Moments> vectors,
    Optional<Drift> fromReference,
    Optional<Drift> fromPrevious,
    List<Frequent> topQueries,
    List<Frequent> topHits,
    Optional<Recall> recall) {

  /**
   * Which window.
   *
   * @param group empty where windows are not grouped
   * @param start inclusive: milliseconds since the epoch, or changes before it where windows are
   *     counted
   * @param end exclusive, likewise
   * @param firstTs least event time in it
   * @param lastTs greatest event time in it
   */
  public record Place(
      String collection,
      String window,
      Kind kind,
      Optional<Group> group,
      long start,
      long end,
      long firstTs,
      long lastTs) {

    /** Names the window, all groups together. */
    public String key() {
      return collection + "/" + window + "/" + start;
    }
  }

  /** How records are put into windows. */
  public enum Kind {
    TUMBLING,
    SLIDING,
    SESSION,
    GLOBAL
  }

  /** Changes with one value of an attribute. */
  public record Group(String attribute, String value) {}

  /** What these statistics are among those of their window. */
  public sealed interface Standing {
    /** All that came in time; from 0, one more each time that late records were added. */
    record Revision(int number) implements Standing {}

    /** Only what came after the window and its allowed lateness had passed. */
    record Late() implements Standing {}

    /** A session that late records joined to an earlier one: that one's start. */
    record ReplacedBy(long start) implements Standing {}
  }

  /**
   * @param rejects by reason
   * @param queries answered
   * @param incomplete answered without some shards
   */
  public record Counts(
      long inserts,
      long updates,
      long deletes,
      Map<String, Long> rejects,
      long queries,
      long incomplete) {}

  /** With bounds of two standard deviations. */
  public record Estimate(double value, double low, double high) {}

  /** Least and greatest are exact, the others within 1.4 % of the ranks. */
  public record Quantiles(long count, float min, float p50, float p90, float p99, float max) {}

  /**
   * Of upserted vectors as they were given.
   *
   * @param variance by dimension, of the sample
   */
  public record Moments(long count, float[] mean, float[] variance) {

    /** Root of the sum of variances: how far a vector lies from the mean, root mean square. */
    public double spread() {
      double sum = 0;
      for (float each : variance) {
        sum += each;
      }
      return Math.sqrt(sum);
    }
  }

  /**
   * How far a window's vectors are from those of another window. Beyond 1 it is neither sampling
   * nor small.
   *
   * @param mean of the mean vectors
   * @param spread of the standard deviations by dimension
   * @param start of the other window
   */
  public record Drift(double mean, double spread, long start) {
    public boolean flagged() {
      return mean > 1 || spread > 1;
    }
  }

  /**
   * @param count an upper bound
   * @param error by how much it may be too great
   */
  public record Frequent(String item, long count, long error) {}

  /**
   * Share of the true nearest that were answered, with its 95 % interval.
   *
   * @param samples queries that were answered exactly as well
   */
  public record Recall(double value, double low, double high, long samples) {}
}
