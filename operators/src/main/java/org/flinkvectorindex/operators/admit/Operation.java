package org.flinkvectorindex.operators.admit;

import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.OrderKey;

/** A change that fits its collection, with its place in the order of that collection. */
public sealed interface Operation {
  String collection();

  String id();

  OrderKey order();

  /** Event time, milliseconds since the epoch. */
  long ts();

  /**
   * @param expiry event time from which on the vector need not be kept, milliseconds since the
   *     epoch
   * @param attributes JSON object as text
   * @param vector as many components as the collection has, of a length that its metric can take
   */
  record Put(
      String collection,
      String id,
      OrderKey order,
      long ts,
      OptionalLong expiry,
      Optional<String> attributes,
      float[] vector)
      implements Operation {}

  record Remove(String collection, String id, OrderKey order, long ts) implements Operation {}
}
