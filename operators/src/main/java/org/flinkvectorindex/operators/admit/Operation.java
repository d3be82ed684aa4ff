package org.flinkvectorindex.operators.admit;

import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.operators.collection.CollectionSpec;

/** What is done to a collection, after it was found to fit. */
public sealed interface Operation {
  String collection();

  /** A change of one id, with its place in the order of its collection. */
  sealed interface Row extends Operation {
    String id();

    OrderKey order();

    /** Event time, milliseconds since the epoch. */
    long ts();

    /**
     * What the collection is, where it was created while the job runs: later stages can't know it
     * but by what they are told. Empty for one of the configuration.
     */
    Optional<CollectionSpec> created();
  }

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
      float[] vector,
      Optional<CollectionSpec> created)
      implements Row {

    /** Of a collection of the configuration. */
    public Put(
        String collection,
        String id,
        OrderKey order,
        long ts,
        OptionalLong expiry,
        Optional<String> attributes,
        float[] vector) {
      this(collection, id, order, ts, expiry, attributes, vector, Optional.empty());
    }
  }

  record Remove(
      String collection, String id, OrderKey order, long ts, Optional<CollectionSpec> created)
      implements Row {

    /** Of a collection of the configuration. */
    public Remove(String collection, String id, OrderKey order, long ts) {
      this(collection, id, order, ts, Optional.empty());
    }
  }

  /**
   * The whole collection goes, and never comes back under this name.
   *
   * @param shards that it has
   */
  record Drop(String collection, int shards) implements Operation {}
}
