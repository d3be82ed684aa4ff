package org.flinkvectorindex.benchmarks.runbook;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flinkvectorindex.benchmarks.DiscardingStore;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.VectorIndex;

/** Which row each live tag has, and an exact index of them: the truth of a moment. */
final class LiveSet {
  private final Vectors base;
  private final Map<Integer, Integer> rows = new LinkedHashMap<>();
  private final VectorIndex exact;

  LiveSet(Vectors base, IndexSpec spec) {
    this.base = base;
    exact =
        VectorIndex.create(
            new IndexSpec(new Structure.Flat(), spec.dimension(), spec.metric(), spec.lag()),
            new DiscardingStore());
  }

  void put(int tag, int row) {
    rows.remove(tag);
    rows.put(tag, row);
    exact.upsert(Integer.toString(tag), base.values(), row * base.dimension());
  }

  void remove(int tag) {
    rows.remove(tag);
    exact.delete(Integer.toString(tag));
  }

  int size() {
    return rows.size();
  }

  /** The distance of the k-th nearest to each query, as the kernels compute it. */
  float[] kth(Vectors queries, int k) {
    float[] kth = new float[queries.count()];
    for (int q = 0; q < kth.length; q++) {
      float[] distances = exact.search(queries.row(q), k, k).distances();
      kth[q] = distances.length == 0 ? Float.NEGATIVE_INFINITY : distances[distances.length - 1];
    }
    return kth;
  }

  /**
   * Share of what could be found that was: an answer no farther than the k-th nearest is right, and
   * where nothing is live, no answer.
   */
  static double recall(SearchHits[] answers, float[] kth, int k, int live) {
    if (live == 0) {
      return Arrays.stream(answers).allMatch(each -> each.distances().length == 0) ? 1 : 0;
    }
    long right = 0;
    for (int q = 0; q < answers.length; q++) {
      for (float distance : answers[q].distances()) {
        right += distance <= kth[q] ? 1 : 0;
      }
    }
    return right / ((double) answers.length * Math.min(k, live));
  }

  /** A new index of what is live, in the order in which it came. */
  VectorIndex fresh(IndexSpec spec) {
    DiscardingStore store = new DiscardingStore(base);
    VectorIndex index = VectorIndex.create(spec, store);
    rows.forEach(
        (tag, row) ->
            store.put(
                index.upsert(Integer.toString(tag), base.values(), row * base.dimension()), row));
    return index;
  }
}
