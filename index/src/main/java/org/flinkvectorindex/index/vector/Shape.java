package org.flinkvectorindex.index.vector;

import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.Kernels;

/**
 * How vectors look to distances: padded with zeros, and under cosine of length one, so that a
 * distance is one dot product.
 */
public record Shape(int dimension, Metric metric) {

  /** The distance of any vector from one of length zero, but under squared L2. */
  public float fromZero() {
    return metric == Metric.COSINE ? 1 : 0;
  }

  /** Floats that a prepared vector takes up. */
  public int stride() {
    return Kernels.padded(dimension);
  }

  /**
   * Prepares the vector at {@code from[at]} into {@code to[offset]}, whose padding is zero. Under
   * cosine to length one; a vector of length zero stays as it is, one away from all.
   */
  public void prepare(float[] from, int at, float[] to, int offset) {
    if (metric != Metric.COSINE) {
      System.arraycopy(from, at, to, offset, dimension);
      return;
    }
    double squares = 0;
    for (int i = 0; i < dimension; i++) {
      squares += (double) from[at + i] * from[at + i];
    }
    double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
    for (int i = 0; i < dimension; i++) {
      to[offset + i] = (float) (from[at + i] * scale);
    }
  }
}
