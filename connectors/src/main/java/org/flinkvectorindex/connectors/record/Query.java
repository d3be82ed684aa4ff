package org.flinkvectorindex.connectors.record;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A question to one collection, as decoded: well formed, not yet checked against its collection.
 *
 * @param k nearest neighbours asked for, 1 to 10,000
 * @param ef search effort; empty for the collection's own
 */
public record Query(
    String queryId,
    String collection,
    Target target,
    int k,
    OptionalInt ef,
    Set<Include> include,
    Optional<Duration> timeout,
    long ts,
    Origin origin) {

  /** What is asked for. */
  public sealed interface Target {
    /** Neighbours of a vector. */
    record Nearest(float[] vector) implements Target {}

    /** Look-up by id. */
    record ByIds(List<String> ids) implements Target {}
  }

  /** What a hit carries beside id and distance. */
  public enum Include {
    ATTRIBUTES,
    VECTOR
  }
}
