package org.flinkvectorindex.operators.batch;

import java.util.Optional;
import org.flinkvectorindex.connectors.record.OrderKey;

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
    long arrivedMillis) {

  public int rows() {
    return ids.length;
  }

  /** Attributes of a row. */
  public Optional<String> attributesOf(int row) {
    return attributes[row].isEmpty() ? Optional.empty() : Optional.of(attributes[row]);
  }
}
