package org.flinkvectorindex.operators.shard;

/**
 * What a shard holds.
 *
 * @param vectors live ones
 * @param operations that its index has seen since it was created, over all restarts
 * @param content hash over the live vectors
 * @param graph hash over the graph
 * @param heapBytes that its index takes
 */
public record ShardSummary(
    String collection,
    int shard,
    int vectors,
    long operations,
    ContentHash content,
    long graph,
    long heapBytes) {}
