package org.flinkvectorindex.benchmarks.runbook;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.flinkvectorindex.benchmarks.DiscardingStore;
import org.flinkvectorindex.benchmarks.ExactAnswers;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.VectorIndex;

/** Which row each live id has, and an exact index of them: the truth of a moment. */
final class LiveSet {
  private final Vectors base;
  private final Vectors queries;
  private final ExactAnswers distances;
  private final Map<String, Integer> rows = new LinkedHashMap<>();
  private final VectorIndex exact;

  LiveSet(Vectors base, Vectors queries, IndexSpec spec) {
    this.base = base;
    this.queries = queries;
    distances = new ExactAnswers(base, queries, spec.metric());
    exact =
        VectorIndex.create(
            new IndexSpec(new Structure.Flat(), spec.dimension(), spec.metric(), spec.lag()),
            new DiscardingStore());
  }

  void put(String id, int row) {
    rows.remove(id);
    rows.put(id, row);
    exact.upsert(id, base.values(), row * base.dimension());
  }

  void remove(String id) {
    rows.remove(id);
    exact.delete(id);
  }

  int size() {
    return rows.size();
  }

  /** The distance of the k-th nearest to each query. */
  double[] kth(int k) {
    double[] kth = new double[queries.count()];
    for (int q = 0; q < kth.length; q++) {
      int query = q;
      // The farthest of them: between those as near to the kernels, rounding may decide otherwise.
      kth[q] =
          rows(exact, exact.search(queries.row(q), k, k))
              .mapToDouble(row -> distances.distance(query, row))
              .max()
              .orElse(Double.NEGATIVE_INFINITY);
    }
    return kth;
  }

  /** Rows of the hits that are live: whatever an answer says, only its ids are believed. */
  private IntStream rows(VectorIndex asked, SearchHits hits) {
    return Arrays.stream(hits.slots())
        .mapToObj(asked::idOf)
        .distinct()
        .filter(rows::containsKey)
        .mapToInt(rows::get);
  }

  /**
   * Share of what could be found that was: each live id counts once and is right where it is no
   * farther than the k-th nearest; where nothing is live, no answer is.
   *
   * @param asked what has answered, unchanged since
   */
  double recall(VectorIndex asked, SearchHits[] answers, double[] kth, int k) {
    if (rows.isEmpty()) {
      return Arrays.stream(answers).allMatch(each -> each.count() == 0) ? 1 : 0;
    }
    long right = 0;
    for (int q = 0; q < answers.length; q++) {
      int query = q;
      right +=
          rows(asked, answers[q]).filter(row -> distances.isRight(query, row, kth[query])).count();
    }
    return right / ((double) answers.length * Math.min(k, rows.size()));
  }

  /**
   * A new index of what is live, in the order in which it came.
   *
   * @param store of the base
   * @param commitEvery operations
   */
  VectorIndex fresh(IndexSpec spec, DiscardingStore store, int commitEvery) {
    VectorIndex index = VectorIndex.create(spec, store);
    rows.forEach(
        (id, row) -> {
          store.put(index.upsert(id, base.values(), row * base.dimension()), row);
          if (index.operations() % commitEvery == 0) {
            index.commit();
          }
        });
    return index;
  }
}
