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
    List<List<Integer>> work = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      work.add(new ArrayList<>());
    }
    for (int row = 0; row < rows; row++) {
      work.get(IdHash.of(Integer.toString(row)).shard(shards)).add(row);
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long started = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int first = thread;
      running.add(pool.submit(() -> insert(base, work, first)));
    }
    for (Future<?> each : running) {
      each.get();
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    pool.shutdown();
    return rows / seconds;
  }

  private void insert(Vectors base, List<List<Integer>> work, int first) {
    for (int shard = first; shard < shards; shard += threads) {
      VectorIndex index = VectorIndex.create(spec, new DiscardingStore());
      for (int i = 0; i < work.get(shard).size(); i++) {
        int row = work.get(shard).get(i);
        index.upsert(Integer.toString(row), base.values(), row * base.dimension());
        if (i % COMMIT_EVERY == 0) {
          index.commit();
        }
      }
    }
  }
}
