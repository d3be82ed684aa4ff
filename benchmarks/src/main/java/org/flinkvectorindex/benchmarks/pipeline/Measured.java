package org.flinkvectorindex.benchmarks.pipeline;

import org.flinkvectorindex.benchmarks.Durations;

/**
 * What a client saw from outside.
 *
 * @param from changes that had come out when timing began
 * @param until those when it ended
 * @param perSecond changes that came out of the job, a second
 * @param seconds that took
 * @param freshness from the intended send of a change to its change record; empty for a backlog
 * @param latency from the intended send of a query to its answer
 * @param unanswered queries without an answer when the run ended
 */
record Measured(
    long from,
    long until,
    double perSecond,
    double seconds,
    Durations freshness,
    Durations latency,
    int unanswered) {}
