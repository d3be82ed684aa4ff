package org.flinkvectorindex.operators.recall;

/**
 * What one shard found for a query, and what it should have.
 *
 * @param asking the key of the query
 * @param shards how many are asked
 * @param k neighbours asked for
 * @param found distances of the shard's answer, ascending
 * @param exact distances of its true nearest at that time, ascending
 */
public record CheckedAnswer(
    String asking, String collection, int shard, int shards, int k, float[] found, float[] exact) {}
