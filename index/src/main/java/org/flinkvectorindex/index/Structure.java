package org.flinkvectorindex.index;

import java.io.Serializable;

/** How vectors are found, with what each way has to be told. */
public sealed interface Structure extends Serializable {

  /** The ways by name. */
  enum Kind {
    /** {@link Flat}. */
    FLAT,
    /** {@link Hnsw}. */
    HNSW,
    /** {@link Ivf}. */
    IVF
  }

  Kind kind();

  /** Compares with every vector: exact. */
  record Flat() implements Structure {
    @Override
    public Kind kind() {
      return Kind.FLAT;
    }
  }

  /**
   * Hierarchical navigable small world graph, arXiv 1603.09320.
   *
   * @param m links a node asks for when it is inserted (twice as many at most on the ground layer)
   * @param efConstruction candidates looked at by an insert
   */
  record Hnsw(int m, int efConstruction) implements Structure {
    public Hnsw {
      IndexSpec.require(m >= 4 && m <= 64, "m", m, "4 to 64");
      IndexSpec.require(
          efConstruction >= m && efConstruction <= 4096,
          "ef-construction",
          efConstruction,
          "m to 4096");
    }

    @Override
    public Kind kind() {
      return Kind.HNSW;
    }
  }

  /**
   * Inverted lists that split, merge and exchange vectors as these come and go, SPFresh's LIRE,
   * arXiv 2410.14452.
   *
   * @param lists how many to aim at, once there are vectors for them; 0 for four times the square
   *     root of the vectors
   * @param exactUntil so many vectors are one list, and what is near among them is found exactly;
   *     fewer where a million components are fewer
   */
  record Ivf(int lists, int exactUntil) implements Structure {
    /** The greatest {@link #exactUntil}. */
    public static final int EXACT = 2048;

    public Ivf {
      IndexSpec.require(
          exactUntil >= 0 && exactUntil <= EXACT, "exact-until", exactUntil, "0 to " + EXACT);
      IndexSpec.require(lists >= 0 && lists <= 1 << 16, "nlist", lists, "0 to 65536");
    }

    @Override
    public Kind kind() {
      return Kind.IVF;
    }
  }
}
