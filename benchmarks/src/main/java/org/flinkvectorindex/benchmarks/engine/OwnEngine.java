package org.flinkvectorindex.benchmarks.engine;

import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.WarmUp;

/** This project's index: one or several shards, and what they would store is thrown away. */
public final class OwnEngine extends JvmEngine {
  private static final int COMMIT_EVERY = 32;

  private final ShardedIndex index;
  private final int k;

  public OwnEngine(Workload work, int shards) {
    super(work.base(), work.queries());
    WarmUp.of(work.spec());
    index = new ShardedIndex(work.spec(), shards, work.base());
    k = work.k();
  }

  @Override
  public String name() {
    return "flink-vector-index";
  }

  @Override
  public String kernels() {
    return KernelChoice.best().name();
  }

  @Override
  void add(int row) {
    VectorIndex shard = index.upsert(Integer.toString(row), row);
    if (row % COMMIT_EVERY == COMMIT_EVERY - 1) {
      shard.commit();
    }
  }

  @Override
  long finish() {
    index.commit();
    return 0;
  }

  @Override
  Found find(float[] query, int ef) {
    return index.search(query, k, ef);
  }

  @Override
  double bytes() {
    return index.heapBytes();
  }

  @Override
  double storedBytes() {
    return index.storedBytes();
  }

  @Override
  public void close() {}
}
