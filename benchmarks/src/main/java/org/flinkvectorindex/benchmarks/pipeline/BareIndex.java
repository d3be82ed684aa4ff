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

  /** Inserts rows {@code [0, rows)}; returns rows a second. */
  double perSecond(Vectors base, int rows) throws Exception {
    int[] shardOf = new int[rows];
    for (int row = 0; row < rows; row++) {
      shardOf[row] = IdHash.of(Integer.toString(row)).shard(shards);
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long started = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int first = thread;
      running.add(pool.submit(() -> insert(base, shardOf, first)));
    }
    for (Future<?> each : running) {
      each.get();
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    pool.shutdown();
    return rows / seconds;
  }

  /** A thread has every so-manieth shard, and takes rows as they come, as a subtask does. */
  private void insert(Vectors base, int[] shardOf, int first) {
    VectorIndex[] indexes = new VectorIndex[shards];
    int[] since = new int[shards];
    for (int row = 0; row < shardOf.length; row++) {
      int shard = shardOf[row];
      if (shard % threads != first) {
        continue;
      }
      if (indexes[shard] == null) {
        indexes[shard] = VectorIndex.create(spec, new DiscardingStore());
      }
      indexes[shard].upsert(Integer.toString(row), base.values(), row * base.dimension());
      if (++since[shard] % COMMIT_EVERY == 0) {
        indexes[shard].commit();
      }
    }
  }
}
