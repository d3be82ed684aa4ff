package org.flinkvectorindex.benchmarks.engine;

import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Structure.Hnsw;
import org.flinkvectorindex.index.vector.Shape;

/**
 * What every engine is given.
 *
 * @param base rows to insert, in their order
 * @param spec metric; all else is of our own index only
 * @param links of graphs, whoever builds them
 * @param lists of inverted files, whoever keeps them
 * @param k neighbours asked for
 */
public record Workload(
    Vectors base, Vectors queries, IndexSpec spec, Hnsw links, int lists, int k) {

  /** Under cosine with all rows of length one, so that an engine can compare by the dot product. */
  public Workload prepared() {
    return spec.metric() == Metric.COSINE
        ? new Workload(prepared(base), prepared(queries), spec, links, lists, k)
        : this;
  }

  private Vectors prepared(Vectors vectors) {
    Shape shape = new Shape(vectors.dimension(), spec.metric());
    float[] values = new float[vectors.values().length];
    for (int at = 0; at < values.length; at += vectors.dimension()) {
      shape.prepare(vectors.values(), at, values, at);
    }
    return new Vectors(vectors.count(), vectors.dimension(), values);
  }
}
