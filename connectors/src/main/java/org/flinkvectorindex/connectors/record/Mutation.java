package org.flinkvectorindex.connectors.record;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** A change of one vector, as decoded: well formed, not yet checked against its collection. */
public sealed interface Mutation {
  String collection();

  String id();

  /** Event time, milliseconds since the epoch. */
  long ts();

  OptionalLong version();

  Origin origin();

  /**
   * @param vector finite components
   * @param attributes a JSON object as text, keys in the order given; empty where there are none
   */
  record Upsert(
      String collection,
      String id,
      float[] vector,
      Optional<String> attributes,
      long ts,
      OptionalLong version,
      Optional<Duration> ttl,
      Origin origin)
      implements Mutation {}

  record Delete(String collection, String id, long ts, OptionalLong version, Origin origin)
      implements Mutation {}
}
