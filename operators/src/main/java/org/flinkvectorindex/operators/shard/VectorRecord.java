package org.flinkvectorindex.operators.shard;

import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.OrderKey;

/**
 * What state holds of one vector.
 *
 * @param ts event time, milliseconds since the epoch
 * @param expiry event time from which on it need not be kept
 * @param attributes JSON object as text
 * @param vector as it was given
 */
public record VectorRecord(
    String id,
    OrderKey order,
    long ts,
    OptionalLong expiry,
    Optional<String> attributes,
    float[] vector) {}
