package org.flinkvectorindex.benchmarks.state;

import java.util.List;
import java.util.function.Function;
import org.flinkvectorindex.operators.shard.ShardSummary;

/**
 * What came back of all shards.
 *
 * @param reinserted operations that their indexes have seen since
 * @param content whether live vectors are the same
 * @param graph whether links are
 */
record Restored(long vectors, long reinserted, boolean content, boolean graph) {

  static Restored of(List<ShardSummary> before, List<ShardSummary> after) {
    return new Restored(
        after.stream().mapToLong(ShardSummary::vectors).sum(),
        operations(after) - operations(before),
        same(before, after, ShardSummary::content),
        same(before, after, ShardSummary::graph));
  }

  boolean holds() {
    return reinserted == 0 && content && graph;
  }

  private static long operations(List<ShardSummary> shards) {
    return shards.stream().mapToLong(ShardSummary::operations).sum();
  }

  private static boolean same(
      List<ShardSummary> before, List<ShardSummary> after, Function<ShardSummary, ?> hash) {
    return before.stream().map(hash).toList().equals(after.stream().map(hash).toList());
  }
}
