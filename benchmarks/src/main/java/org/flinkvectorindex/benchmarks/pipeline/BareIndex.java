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
  private final IndexSpec spec;
  private final int shards;
  private final int threads;
  private final int batch;

  private record Shard(VectorIndex index, DiscardingStore store) {}

  /**
   * @param batch rows that come to a shard together, as to that of the job
   */
  BareIndex(IndexSpec spec, int shards, int threads, int batch) {
    this.spec = spec;
    this.shards = shards;
    this.threads = threads;
    this.batch = batch;
  }

  /** Inserts rows {@code [0, rows)}. */
  Course insert(Vectors base, int rows) throws Exception {
    int[] shardOf = new int[rows];
    for (int row = 0; row < rows; row++) {
      shardOf[row] = IdHash.of(Integer.toString(row)).shard(shards);
    }
    Shard[] indexes = new Shard[shards];
    for (int shard = 0; shard < shards; shard++) {
      DiscardingStore store = new DiscardingStore(base);
      indexes[shard] = new Shard(VectorIndex.create(spec, store), store);
    }
    Course course = new Course(rows);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int first = thread;
      running.add(pool.submit(() -> insert(indexes, base, shardOf, first, course)));
    }
    for (Future<?> each : running) {
      each.get();
    }
    pool.shutdown();
    return course;
  }

  /**
   * A thread has every so-manieth shard, and takes rows as they come, some of a shard at a time: as
   * a subtask does, whose caches a shard fills anew when another had its turn.
   */
  private void insert(Shard[] indexes, Vectors base, int[] shardOf, int first, Course course) {
    int[][] waiting = new int[shards][batch];
    int[] waits = new int[shards];
    for (int row = 0; row < shardOf.length; row++) {
      int shard = shardOf[row];
      if (shard % threads != first) {
        continue;
      }
      waiting[shard][waits[shard]++] = row;
      if (waits[shard] == batch) {
        insert(indexes[shard], base, waiting[shard], batch);
        course.add(batch);
        waits[shard] = 0;
      }
    }
    for (int shard = first; shard < shards; shard += threads) {
      insert(indexes[shard], base, waiting[shard], waits[shard]);
      course.add(waits[shard]);
    }
  }

  private static void insert(Shard shard, Vectors base, int[] rows, int count) {
    for (int i = 0; i < count; i++) {
      String id = Integer.toString(rows[i]);
      int slot = shard.index.upsert(id, base.values(), rows[i] * base.dimension());
      shard.store.put(slot, rows[i]);
    }
    shard.index.commit();
  }
}
