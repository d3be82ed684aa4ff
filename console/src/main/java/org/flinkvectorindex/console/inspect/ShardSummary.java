package org.flinkvectorindex.console.inspect;

/**
 * A shard in a savepoint.
 *
 * @param vectors live
 * @param content hash over what it holds, 32 hexadecimal digits
 * @param graph hash over its graph, 16 hexadecimal digits
 */
public record ShardSummary(
    String collection, int shard, long vectors, String content, String graph) {}
