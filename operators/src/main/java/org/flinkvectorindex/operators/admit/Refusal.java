package org.flinkvectorindex.operators.admit;

/**
 * A change that was not applied.
 *
 * @param collection blank where it is not known
 * @param reason as in its dead letter; {@code STALE} and {@code TOO_LATE} have none
 * @param ts milliseconds since the epoch
 */
public record Refusal(String collection, String reason, long ts) {}
