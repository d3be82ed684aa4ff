package org.flinkvectorindex.operators.window;

/**
 * Some of the records of a feed's slice, aggregated where they were seen.
 *
 * @param feed its key
 * @param group value of the attribute that the feed is grouped by, empty where it is not
 * @param start where the slice begins
 */
public record Slice(String feed, String group, long start, Aggregate aggregate) {}
