package org.flinkvectorindex.operators.recall;

/**
 * How well a query was answered, as it turned out.
 *
 * @param recall share of the true nearest that were answered, by distance
 * @param ts when that was known, milliseconds since the epoch
 */
public record RecallSample(String collection, double recall, long ts) {}
