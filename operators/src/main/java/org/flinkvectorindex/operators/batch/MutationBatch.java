package org.flinkvectorindex.operators.batch;

import java.util.Optional;
import java.util.OptionalInt;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.operators.collection.CollectionSpec;

/**
 * Operations of one shard, in order, by column.
 *
 * @param key the shard's key
 * @param dimension components a vector
 * @param puts by row: whether it is a put; a row that isn't one is a removal
 * @param attributes by row: JSON object as text, empty where there are none
 * @param ts by row: event time, milliseconds since the epoch
 * @param expiries by row: event time, {@link Long#MAX_VALUE} for never
 * @param vectors by row, {@code dimension} floats each; those of a removal mean nothing
 * @param arrivedMillis when the first row came, milliseconds since the epoch
 * @param created what the collection is, where it was created while the job runs
 * @param drops the number of shards of the collection, where it goes: there are no rows then
 */
public record MutationBatch(
    String key,
    String collection,
    int shard,
    int dimension,
    boolean[] puts,
    String[] ids,
    OrderKey[] orders,
    long[] ts,
    long[] expiries,
    String[] attributes,
    float[] vectors,
    long arrivedMillis,
    Optional<CollectionSpec> created,
    OptionalInt drops) {

  /** Rows of a collection of the configuration. */
  public MutationBatch(
      String key,
      String collection,
      int shard,
      int dimension,
      boolean[] puts,
      String[] ids,
      OrderKey[] orders,
      long[] ts,
      long[] expiries,
      String[] attributes,
      float[] vectors,
      long arrivedMillis) {
    this(
        key,
        collection,
        shard,
        dimension,
        puts,
        ids,
        orders,
        ts,
        expiries,
        attributes,
        vectors,
        arrivedMillis,
        Optional.empty(),
        OptionalInt.empty());
  }

  /** That a collection goes. */
  static MutationBatch drop(String key, String collection, int shard, int shards, long nowMillis) {
    return new MutationBatch(
        key,
        collection,
        shard,
        0,
        new boolean[0],
        new String[0],
        new OrderKey[0],
        new long[0],
        new long[0],
        new String[0],
        new float[0],
        nowMillis,
        Optional.empty(),
        OptionalInt.of(shards));
  }

  public int rows() {
    return ids.length;
  }

  /** Attributes of a row. */
  public Optional<String> attributesOf(int row) {
    return attributes[row].isEmpty() ? Optional.empty() : Optional.of(attributes[row]);
  }
}
