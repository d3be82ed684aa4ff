package org.flinkvectorindex.operators.admit;

import java.util.Optional;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.operators.collection.CollectionSpec;

/**
 * A query that fits its collection.
 *
 * @param key one a query record, also where its id was used before
 * @param query as it was asked, perhaps by an alias
 * @param shards how many of them are asked
 * @param arrivedMicros when it came, microseconds since the epoch
 * @param collection the one that answers
 * @param created what that is, where it was created while the job runs
 * @param trial whether its answer is checked, whatever the share of those that are
 */
public record AdmittedQuery(
    String key,
    Query query,
    int shards,
    long arrivedMicros,
    String collection,
    Optional<CollectionSpec> created,
    boolean trial) {

  /** Of a collection of the configuration, asked by its name. */
  public AdmittedQuery(String key, Query query, int shards, long arrivedMicros) {
    this(key, query, shards, arrivedMicros, query.collection(), Optional.empty(), false);
  }
}
