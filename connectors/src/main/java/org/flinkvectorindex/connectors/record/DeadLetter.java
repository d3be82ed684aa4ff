package org.flinkvectorindex.connectors.record;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A record that could not be admitted.
 *
 * @param raw its bytes, at most {@link #MAX_RAW_BYTES} of them
 * @param rawBytes how many it had
 * @param key the record's key, at most {@link #MAX_RAW_BYTES} of it
 * @param ts the broker's timestamp, milliseconds since the epoch
 */
public record DeadLetter(
    Reason reason,
    String detail,
    Origin origin,
    byte[] raw,
    long rawBytes,
    Optional<byte[]> key,
    Map<String, String> headers,
    long ts) {

  /** So that a dead letter can always be written to a topic with the broker's default limits. */
  public static final int MAX_RAW_BYTES = 256 * 1024;

  /** Of the headers, names and values together, in UTF-16 units. */
  public static final int MAX_HEADER_CHARS = 16 * 1024;

  /** Of the detail, in UTF-16 units. */
  public static final int MAX_DETAIL_CHARS = 512;

  /** Why a raw record could not be admitted, with as much of it as a dead letter keeps. */
  public static DeadLetter of(Reason reason, String detail, RawRecord raw) {
    byte[] value = raw.value().orElseGet(() -> new byte[0]);
    return new DeadLetter(
        reason,
        head(detail),
        raw.origin(),
        head(value),
        value.length,
        raw.key().map(DeadLetter::head),
        bounded(raw.headers()),
        raw.ts());
  }

  /** Never half of a surrogate pair, which has no UTF-8. */
  private static String head(String detail) {
    if (detail.length() <= MAX_DETAIL_CHARS) {
      return detail;
    }
    boolean pair = Character.isHighSurrogate(detail.charAt(MAX_DETAIL_CHARS - 1));
    return detail.substring(0, pair ? MAX_DETAIL_CHARS - 1 : MAX_DETAIL_CHARS);
  }

  private static byte[] head(byte[] bytes) {
    return bytes.length > MAX_RAW_BYTES ? Arrays.copyOf(bytes, MAX_RAW_BYTES) : bytes;
  }

  private static Map<String, String> bounded(Map<String, String> headers) {
    Map<String, String> kept = new LinkedHashMap<>();
    int room = MAX_HEADER_CHARS;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      room -= header.getKey().length() + header.getValue().length();
      if (room >= 0) {
        kept.put(header.getKey(), header.getValue());
      }
    }
    return kept;
  }

  public boolean truncated() {
    return rawBytes > raw.length;
  }

  /** Why. */
  public enum Reason {
    MALFORMED,
    UNKNOWN_COLLECTION,
    MISSING_FIELD,
    BAD_ID,
    DIMENSION_MISMATCH,
    NOT_FINITE,
    ZERO_NORM,
    BAD_TIMESTAMP,
    BAD_ATTRIBUTE,
    TOO_LARGE,
    BAD_QUERY,
    BAD_CONTROL
  }
}
