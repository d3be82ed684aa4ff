package org.flinkvectorindex.connectors.record;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a query is answered with. */
public sealed interface Result {
  String queryId();

  /**
   * @param hits ascending by distance, ties by id
   * @param complete whether every shard answered in time
   * @param plan the kind of index, or {@code ids} for a look-up
   * @param watermark event time up to which all shards that answered had seen the stream; empty
   *     before the first watermark
   * @param tookMicros from the query's arrival in the job to the answer
   * @param queryHash names the question in the serving cache: equal for equal questions
   * @param order where the query stands among others, so that the cache never goes back
   * @param from the collection that answered: another than {@code collection} where that is an
   *     alias
   */
  record Answer(
      String queryId,
      String collection,
      List<Hit> hits,
      int k,
      boolean complete,
      int shards,
      int answered,
      String plan,
      OptionalLong watermark,
      long tookMicros,
      String queryHash,
      OrderKey order,
      String from)
      implements Result {

    /** Of a collection that was asked by its name. */
    public Answer(
        String queryId,
        String collection,
        List<Hit> hits,
        int k,
        boolean complete,
        int shards,
        int answered,
        String plan,
        OptionalLong watermark,
        long tookMicros,
        String queryHash,
        OrderKey order) {
      this(
          queryId,
          collection,
          hits,
          k,
          complete,
          shards,
          answered,
          plan,
          watermark,
          tookMicros,
          queryHash,
          order,
          collection);
    }
  }

  record Failed(String queryId, Code code, String detail) implements Result {}

  /**
   * @param attributes JSON object as text, where asked for and present
   * @param vector as it was given, where asked for
   */
  record Hit(String id, float distance, Optional<String> attributes, Optional<float[]> vector) {}

  /** Why a query has no answer. */
  enum Code {
    BAD_QUERY,
    UNKNOWN_COLLECTION,
    DIMENSION_MISMATCH,
    NOT_FOUND,
    UNSUPPORTED,
    OVERLOADED
  }
}
