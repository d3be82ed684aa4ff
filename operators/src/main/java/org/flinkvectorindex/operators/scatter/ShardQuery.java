package org.flinkvectorindex.operators.scatter;

import org.flinkvectorindex.connectors.record.Query;

/**
 * What one shard is asked.
 *
 * @param key the shard's key
 * @param asking the key of the query that this is a part of
 * @param ef search effort
 * @param query of a look-up with only the ids of this shard
 */
public record ShardQuery(String key, int shard, String asking, int ef, Query query) {}
