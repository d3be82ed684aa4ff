package org.flinkvectorindex.index;

import java.io.Serializable;

/**
 * What an index is built for.
 *
 * @param kind how vectors are found
 * @param dimension components a vector, 1 to 8192
 * @param metric what "near" means
 * @param m links a node of the graph asks for when it is inserted (twice as many at most on the
 *     ground layer)
 * @param efConstruction candidates looked at by an insert
 * @param lag share of the shard's vectors that change while every graph page is rewritten once: a
 *     smaller share writes more bytes a change and keeps a shorter log
 * @param quantizer how vectors are held
 */
public record IndexSpec(
    Kind kind,
    int dimension,
    Metric metric,
    int m,
    int efConstruction,
    double lag,
    Quantizer quantizer)
    implements Serializable {

  /** How vectors are found. */
  public enum Kind {
    /** Compares with every vector: exact. */
    FLAT,
    /** Hierarchical navigable small world graph, arXiv 1603.09320. */
    HNSW
  }

  public IndexSpec {
    require(dimension >= 1 && dimension <= 8192, "dimension", dimension, "1 to 8192");
    require(m >= 4 && m <= 64, "m", m, "4 to 64");
    require(
        efConstruction >= m && efConstruction <= 4096,
        "ef-construction",
        efConstruction,
        "m to 4096");
    require(lag >= 0.05 && lag <= 10, "lag", lag, "0.05 to 10");
  }

  /** With vectors as they are. */
  public IndexSpec(Kind kind, int dimension, Metric metric, int m, int efConstruction, double lag) {
    this(kind, dimension, metric, m, efConstruction, lag, Quantizer.NONE);
  }

  private static void require(boolean ok, String name, Object value, String allowed) {
    if (!ok) {
      throw new IllegalArgumentException(name + " is " + value + ", allowed: " + allowed);
    }
  }
}
