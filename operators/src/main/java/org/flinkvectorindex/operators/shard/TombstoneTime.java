package org.flinkvectorindex.operators.shard;

import org.flinkvectorindex.index.id.IdHash;

/**
 * A tombstone by age.
 *
 * @param ts event time from which on it is remembered, milliseconds since the epoch
 */
public record TombstoneTime(long ts, IdHash id) {}
