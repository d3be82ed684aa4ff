package org.flinkvectorindex.benchmarks.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flinkvectorindex.benchmarks.DiscardingStore;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.index.id.IdHash;

/** The library alone: the same shards in as many threads, vectors already decoded. */
final class BareIndex {
  private static final int COMMIT_EVERY = 32;

  private final IndexSpec spec;
  private final int shards;
  private final int threads;

  BareIndex(IndexSpec spec, int shards, int threads) {
    this.spec = spec;
    this.shards = shards;
    this.threads = threads;
  }

  /** Inserts rows {@code [0, rows)}; returns rows a second of {@code [from, rows)}. */
  double perSecond(Vectors base, int from, int rows) throws Exception {
    int[] shardOf = new int[rows];
    for (int row = 0; row < rows; row++) {
      shardOf[row] = IdHash.of(Integer.toString(row)).shard(shards);
    }
    VectorIndex[] indexes = new VectorIndex[shards];
    for (int shard = 0; shard < shards; shard++) {
      indexes[shard] = VectorIndex.create(spec, new DiscardingStore());
    }
    insert(indexes, base, shardOf, 0, from);
    long started = System.nanoTime();
    insert(indexes, base, shardOf, from, rows);
    return (rows - from) / ((System.nanoTime() - started) / 1e9);
  }

  private void insert(VectorIndex[] indexes, Vectors base, int[] shardOf, int from, int to)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int first = thread;
      running.add(pool.submit(() -> insert(indexes, base, shardOf, from, to, first)));
    }
    for (Future<?> each : running) {
      each.get();
    }
    pool.shutdown();
  }

  /** A thread has every so-manieth shard, and takes rows as they come, as a subtask does. */
  private void insert(
      VectorIndex[] indexes, Vectors base, int[] shardOf, int from, int to, int first) {
    int[] since = new int[shards];
    for (int row = from; row < to; row++) {
      int shard = shardOf[row];
      if (shard % threads != first) {
        continue;
      }
      indexes[shard].upsert(Integer.toString(row), base.values(), row * base.dimension());
      if (++since[shard] % COMMIT_EVERY == 0) {
        indexes[shard].commit();
      }
    }
  }
}
