package org.flinkvectorindex.connectors.record;

import java.util.Optional;

/** A change that was applied to the index, in the order of its shard. */
public sealed interface Change {
  String collection();

  String id();

  OrderKey order();

  /** Event time, milliseconds since the epoch. */
  long ts();

  int shard();

  /**
   * @param replaced whether the id had a vector before
   */
  record Upserted(
      String collection,
      String id,
      OrderKey order,
      long ts,
      int shard,
      float[] vector,
      Optional<String> attributes,
      boolean replaced)
      implements Change {}

  record Deleted(String collection, String id, OrderKey order, long ts, int shard)
      implements Change {}
}
