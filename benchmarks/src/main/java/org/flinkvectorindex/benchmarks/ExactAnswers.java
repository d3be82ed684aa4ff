package org.flinkvectorindex.benchmarks;

import java.util.Arrays;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.Metric;

/**
 * Distances in double precision, and recall that is fair to ties: an answer counts as right when it
 * is no farther than the k-th nearest.
 */
public final class ExactAnswers {
  private final Vectors base;
  private final Vectors queries;
  private final Metric metric;

  public ExactAnswers(Vectors base, Vectors queries, Metric metric) {
    this.base = base;
    this.queries = queries;
    this.metric = metric;
  }

  public double distance(int query, int row) {
    int d = base.dimension();
    int q = query * d;
    int b = row * d;
    double dot = 0;
    double qq = 0;
    double bb = 0;
    double squares = 0;
    for (int i = 0; i < d; i++) {
      double x = queries.values()[q + i];
      double y = base.values()[b + i];
      dot += x * y;
      qq += x * x;
      bb += y * y;
      squares += (x - y) * (x - y);
    }
    return switch (metric) {
      case COSINE -> qq * bb == 0 ? 1 : 1 - dot / Math.sqrt(qq * bb);
      case L2 -> squares;
      case IP -> -dot;
    };
  }

  /** The distance of the k-th nearest among some rows: compares with every one. */
  public double kth(int query, int k, int[] rows) {
    double[] distances = Arrays.stream(rows).mapToDouble(row -> distance(query, row)).toArray();
    Arrays.sort(distances);
    return distances.length == 0
        ? Double.NEGATIVE_INFINITY
        : distances[Math.min(k, distances.length) - 1];
  }

  /** How many of the answers are right; one that is given twice counts once. */
  public int right(int query, int[] rows, double kth) {
    return (int) Arrays.stream(rows).distinct().filter(row -> isRight(query, row, kth)).count();
  }

  public boolean isRight(int query, int row, double kth) {
    // What rounds under cosine is a number near one, whatever is left of it.
    double slack = 1e-9 * (metric == Metric.COSINE ? 1 : Math.abs(kth));
    return distance(query, row) <= kth + slack;
  }
}
