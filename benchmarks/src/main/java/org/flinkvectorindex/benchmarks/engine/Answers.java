package org.flinkvectorindex.benchmarks.engine;

/**
 * A pass over the queries.
 *
 * @param rows found for each query, nearest first
 * @param seconds by the clock
 * @param cpuSeconds of the searching thread on a processor
 * @param p50Micros of single searches
 * @param p99Micros of single searches
 * @param distances computed, over all queries; NaN where the engine does not say
 */
@SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
public record Answers(
    int[][] rows,
    double seconds,
    double cpuSeconds,
    double p50Micros,
    double p99Micros,
    double distances) {

  /** Of two passes the faster one by the clock, with what the processor had to do at least. */
  public Answers orFaster(Answers other) {
    Answers faster = other.seconds < seconds ? other : this;
    return new Answers(
        faster.rows,
        faster.seconds,
        Math.min(cpuSeconds, other.cpuSeconds),
        faster.p50Micros,
        faster.p99Micros,
        faster.distances);
  }
}
