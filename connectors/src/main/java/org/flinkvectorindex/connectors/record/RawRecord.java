package org.flinkvectorindex.connectors.record;

import java.util.Map;
import java.util.Optional;

/**
 * A record as its source delivers it.
 *
 * @param value empty where the record has a null value (a delete in a compacted topic)
 * @param ts the broker's timestamp, milliseconds since the epoch
 */
public record RawRecord(
    Optional<byte[]> key,
    Optional<byte[]> value,
    Map<String, String> headers,
    long ts,
    Origin origin) {}
