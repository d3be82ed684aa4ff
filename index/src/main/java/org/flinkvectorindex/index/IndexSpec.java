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

  /** Bits a component. */
  private static final int INSTEAD_OF_PQ = 4;

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

  /** The same with another structure. */
  IndexSpec with(Structure other) {
    return new IndexSpec(other, dimension, metric, lag, fitting(other));
  }

  /**
   * Where a structure has no such codes, it has vectors as they are; but where these were to stay
   * in the store there may be no memory for them, so it has other codes.
   */
  private Quantizer fitting(Structure other) {
    if (quantizer.kind() != Quantizer.Kind.PQ || other instanceof Structure.Ivf) {
      return quantizer;
    }
    return quantizer.originals() == Quantizer.Originals.HEAP
        ? Quantizer.NONE
        : Quantizer.of(
            Quantizer.Kind.RABITQ, INSTEAD_OF_PQ, quantizer.rerank(), quantizer.originals());
  }

  static void require(boolean ok, String name, Object value, String allowed) {
    if (!ok) {
      throw new IllegalArgumentException(name + " is " + value + ", allowed: " + allowed);
    }
  }
}
