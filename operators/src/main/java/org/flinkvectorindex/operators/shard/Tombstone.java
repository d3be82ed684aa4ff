package org.flinkvectorindex.operators.shard;

import org.flinkvectorindex.connectors.record.OrderKey;

/**
 * What is left of a delete.
 *
 * @param ts event time from which on it is remembered, milliseconds since the epoch
 */
public record Tombstone(OrderKey order, long ts) {}
