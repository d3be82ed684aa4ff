package org.flinkvectorindex.benchmarks.engine;

/**
 * What inserting cost, from the first row until all can be searched.
 *
 * @param seconds by the clock
 * @param cpuSeconds of the inserting thread on a processor
 * @param p99Micros of single inserts
 * @param maxMicros of single inserts
 * @param maxOwnMicros the same by the processor: without pauses of a garbage collector; NaN where
 *     that is not told
 * @param bytes that the index takes up, vectors included
 * @param storedBytes that it would have written elsewhere; NaN where nothing is
 */
public record Inserts(
    double seconds,
    double cpuSeconds,
    double p99Micros,
    double maxMicros,
    double maxOwnMicros,
    double bytes,
    double storedBytes) {}
