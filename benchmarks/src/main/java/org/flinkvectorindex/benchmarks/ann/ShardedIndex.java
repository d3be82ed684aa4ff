package org.flinkvectorindex.benchmarks.ann;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.flinkvectorindex.benchmarks.DiscardingStore;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.index.id.IdHash;

/** Indexes side by side as the job has them: an id's hash chooses one, a query goes to all. */
final class ShardedIndex {
  private final DiscardingStore store = new DiscardingStore();
  private final List<VectorIndex> shards = new ArrayList<>();

  ShardedIndex(IndexSpec spec, int count) {
    for (int i = 0; i < count; i++) {
      shards.add(VectorIndex.create(spec, store));
    }
  }

  /** Rows of the base file, nearest first, and distances computed. */
  record Found(int[] rows, int visited) {}

  private record Hit(int row, float distance) {}

  DiscardingStore store() {
    return store;
  }

  /** Returns the index that took it. */
  VectorIndex upsert(String id, Vectors vectors, int row) {
    VectorIndex shard = shards.get(shards.size() == 1 ? 0 : IdHash.of(id).shard(shards.size()));
    shard.upsert(id, vectors.values(), row * vectors.dimension());
    return shard;
  }

  void commit() {
    shards.forEach(VectorIndex::commit);
  }

  Found search(float[] query, int k, int ef) {
    List<Hit> hits = new ArrayList<>();
    int visited = 0;
    for (VectorIndex shard : shards) {
      SearchHits found = shard.search(query, k, ef);
      visited += found.visited();
      for (int i = 0; i < found.count(); i++) {
        int row = Integer.parseInt(shard.idOf(found.slots()[i]));
        hits.add(new Hit(row, found.distances()[i]));
      }
    }
    if (shards.size() > 1) {
      hits.sort(Comparator.comparingDouble(Hit::distance));
    }
    return new Found(hits.stream().limit(k).mapToInt(Hit::row).toArray(), visited);
  }

  long heapBytes() {
    return shards.stream().mapToLong(VectorIndex::heapBytes).sum();
  }
}
