package org.flinkvectorindex.benchmarks.engine;

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
  private final Vectors base;
  private final List<DiscardingStore> stores = new ArrayList<>();
  private final List<VectorIndex> shards = new ArrayList<>();

  ShardedIndex(IndexSpec spec, int count, Vectors base) {
    this.base = base;
    for (int i = 0; i < count; i++) {
      DiscardingStore store = new DiscardingStore(base);
      stores.add(store);
      shards.add(VectorIndex.create(spec, store));
    }
  }

  private record Hit(int row, float distance) {}

  /** Bytes of log and pages that were put. */
  long storedBytes() {
    return stores.stream().mapToLong(DiscardingStore::bytes).sum();
  }

  /** Returns the index that took it. */
  VectorIndex upsert(String id, int row) {
    int number = shards.size() == 1 ? 0 : IdHash.of(id).shard(shards.size());
    VectorIndex shard = shards.get(number);
    stores.get(number).put(shard.upsert(id, base.values(), row * base.dimension()), row);
    return shard;
  }

  void commit() {
    shards.forEach(VectorIndex::commit);
  }

  /** As the others do it, rows are numbers: an answer's ids are no part of its time. */
  JvmEngine.Found search(float[] query, int k, int ef) {
    if (shards.size() == 1) {
      SearchHits found = shards.get(0).search(query, k, ef);
      return new JvmEngine.Found(rows(stores.get(0), found), found.visited());
    }
    List<Hit> hits = new ArrayList<>();
    int visited = 0;
    for (int number = 0; number < shards.size(); number++) {
      SearchHits found = shards.get(number).search(query, k, ef);
      int[] rows = rows(stores.get(number), found);
      visited += found.visited();
      for (int i = 0; i < rows.length; i++) {
        hits.add(new Hit(rows[i], found.distances()[i]));
      }
    }
    hits.sort(Comparator.comparingDouble(Hit::distance));
    return new JvmEngine.Found(hits.stream().limit(k).mapToInt(Hit::row).toArray(), visited);
  }

  private static int[] rows(DiscardingStore store, SearchHits found) {
    int[] rows = new int[found.count()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = store.row(found.slots()[i]);
    }
    return rows;
  }

  long heapBytes() {
    return shards.stream().mapToLong(VectorIndex::heapBytes).sum();
  }
}
