package org.flinkvectorindex.index;

import java.io.Serializable;

/**
 * How vectors are held for walking and scanning: as they are, or as short codes whose best answers
 * are then compared in full precision.
 *
 * @param kind the encoding
 * @param bits bits a component: 32 for {@link Kind#NONE}, 8 for {@link Kind#SQ8}, 2 for {@link
 *     Kind#PQ}, 1 to 8 for {@link Kind#RABITQ}
 * @param rerank candidates of a search that are compared in full precision at most; 0 for all that
 *     their estimate and its error leave in question
 * @param originals where the vectors in full precision are read from for that
 */
public record Quantizer(Kind kind, int bits, int rerank, Originals originals)
    implements Serializable {

  /** Vectors as they are. */
  public static final Quantizer NONE = new Quantizer(Kind.NONE, 32, 0, Originals.HEAP);

  /** An encoding. */
  public enum Kind {
    /** No codes: 32-bit floats. */
    NONE,
    /** A byte a component between the least and the greatest of the vector's components. */
    SQ8,
    /** Half a byte for two components, by codebooks that follow the vectors: in lists only. */
    PQ,
    /** Few bits a component after a random rotation, arXiv 2405.12497 and 2409.09913. */
    RABITQ
  }

  /** Where vectors in full precision are. */
  public enum Originals {
    /** Beside the codes. */
    HEAP,
    /** Only in the {@link IndexStore}, read when needed. */
    STORE
  }

  public Quantizer {
    switch (kind) {
      case NONE -> {
        IndexSpec.require(bits == 32, "bits", bits, "32 without a quantizer");
        IndexSpec.require(
            originals == Originals.HEAP, "originals", originals, "HEAP without a quantizer");
      }
      case SQ8 -> IndexSpec.require(bits == 8, "bits", bits, "8 with sq8");
      case PQ -> IndexSpec.require(bits == 2, "bits", bits, "2 with pq");
      case RABITQ -> IndexSpec.require(bits >= 1 && bits <= 8, "bits", bits, "1 to 8");
    }
    IndexSpec.require(rerank >= 0 && rerank <= 1 << 20, "rerank", rerank, "0 to 1048576");
  }

  /**
   * An encoding by what was chosen for any.
   *
   * @param bits of {@link Kind#RABITQ}; the others have no choice
   */
  public static Quantizer of(Kind kind, int bits, int rerank, Originals originals) {
    return switch (kind) {
      case NONE -> NONE;
      case SQ8 -> new Quantizer(kind, 8, rerank, originals);
      case PQ -> new Quantizer(kind, 2, rerank, originals);
      case RABITQ -> new Quantizer(kind, bits, rerank, originals);
    };
  }
}
