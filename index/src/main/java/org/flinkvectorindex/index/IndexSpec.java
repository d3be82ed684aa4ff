package org.flinkvectorindex.index;

import java.io.Serializable;

/**
 * What an index is built for.
 *
 * @param structure how vectors are found
 * @param dimension components a vector, 1 to 8192
 * @param metric what "near" means
 * @param lag share of the shard's vectors that change while every page is rewritten once: a smaller
 *     share writes more bytes a change and keeps a shorter log
 * @param quantizer how vectors are held
 */
public record IndexSpec(
    Structure structure, int dimension, Metric metric, double lag, Quantizer quantizer)
    implements Serializable {

  public IndexSpec {
    require(dimension >= 1 && dimension <= 8192, "dimension", dimension, "1 to 8192");
    require(lag >= 0.05 && lag <= 10, "lag", lag, "0.05 to 10");
    require(
        quantizer.kind() != Quantizer.Kind.PQ || structure instanceof Structure.Ivf,
        "quantizer",
        "PQ",
        "NONE, SQ8, RABITQ, or PQ with inverted lists");
  }

  /** With vectors as they are. */
  public IndexSpec(Structure structure, int dimension, Metric metric, double lag) {
    this(structure, dimension, metric, lag, Quantizer.NONE);
  }

  /** The same with another structure, and vectors as they are where that has no such codes. */
  IndexSpec with(Structure other) {
    boolean codes = quantizer.kind() != Quantizer.Kind.PQ || other instanceof Structure.Ivf;
    return new IndexSpec(other, dimension, metric, lag, codes ? quantizer : Quantizer.NONE);
  }

  static void require(boolean ok, String name, Object value, String allowed) {
    if (!ok) {
      throw new IllegalArgumentException(name + " is " + value + ", allowed: " + allowed);
    }
  }
}
