package org.flinkvectorindex.operators.admit;

import org.flinkvectorindex.connectors.record.Query;

/**
 * A query that fits its collection.
 *
 * @param key one a query record, also where its id was used before
 * @param shards how many of them are asked
 * @param arrivedMicros when it came, microseconds since the epoch
 */
public record AdmittedQuery(String key, Query query, int shards, long arrivedMicros) {}
