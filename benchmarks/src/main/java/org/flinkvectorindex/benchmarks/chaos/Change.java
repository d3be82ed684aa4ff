package org.flinkvectorindex.benchmarks.chaos;

import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.operators.admit.Place;
import org.flinkvectorindex.operators.shard.VectorRecord;

/**
 * A change as it was sent.
 *
 * @param vector empty for a delete
 * @param ts event time, milliseconds since the epoch
 */
record Change(String id, long version, Optional<float[]> vector, long ts) {

  /** As state holds it, when it was read there. */
  VectorRecord record(Origin origin) {
    return new VectorRecord(
        id,
        Place.order(version, origin),
        ts,
        OptionalLong.empty(),
        Optional.of("{\"version\":%d}".formatted(version)),
        vector.orElseThrow());
  }
}
