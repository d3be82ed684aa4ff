package org.flinkvectorindex.operators.shard;

import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;

/** A query that its collection has no answer to: of other components, or of no direction. */
public final class UnfitQueryException extends Exception {
  private static final long serialVersionUID = 1L;

  private UnfitQueryException(String message) {
    super(message);
  }

  static void check(String collection, IndexSpec spec, float[] query) throws UnfitQueryException {
    if (query.length != spec.dimension()) {
      throw new UnfitQueryException(
          "collection %s has dimension %d, the query has %d components"
              .formatted(collection, spec.dimension(), query.length));
    }
    double squares = 0;
    for (float component : query) {
      squares += (double) component * component;
    }
    if (spec.metric() == Metric.COSINE && squares == 0) {
      throw new UnfitQueryException(
          "collection %s compares by cosine, and the query is of length zero"
              .formatted(collection));
    }
  }
}
