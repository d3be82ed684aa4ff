package org.flinkvectorindex.operators.scatter;

import java.util.Optional;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.operators.collection.CollectionSpec;

/**
 * What one shard is asked.
 *
 * @param key the shard's key
 * @param asking the key of the query that this is a part of
 * @param ef search effort
 * @param query of the collection that answers; of a look-up with only the ids of this shard
 * @param created what the collection is, where it was created while the job runs
 * @param trial whether the answer is checked, whatever the share of those that are
 */
public record ShardQuery(
    String key,
    int shard,
    String asking,
    int ef,
    Query query,
    Optional<CollectionSpec> created,
    boolean trial) {

  /** Of a collection of the configuration. */
  public ShardQuery(String key, int shard, String asking, int ef, Query query) {
    this(key, shard, asking, ef, query, Optional.empty(), false);
  }

  /** The same with another effort. */
  public ShardQuery withEffort(int other) {
    return new ShardQuery(key, shard, asking, other, query, created, trial);
  }
}
