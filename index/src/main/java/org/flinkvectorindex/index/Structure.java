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
    IVF,
    /** {@link Auto}. */
    AUTO
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
   * @param exactUntil vectors that are compared with one by one before there is a graph
   */
  record Hnsw(int m, int efConstruction, int exactUntil) implements Structure {

    /** A graph from the first vector on. */
    public Hnsw(int m, int efConstruction) {
      this(m, efConstruction, 0);
    }

    public Hnsw {
      IndexSpec.require(exactUntil >= 0, "exact-until", exactUntil, "0 or more");
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
   * @param exactUntil so many vectors are all compared with, however few lists a search asks for
   */
  record Ivf(int lists, int exactUntil) implements Structure {
    public Ivf {
      IndexSpec.require(exactUntil >= 0, "exact-until", exactUntil, "0 or more");
      IndexSpec.require(lists >= 0 && lists <= 1 << 16, "nlist", lists, "0 to 65536");
    }

    @Override
    public Kind kind() {
      return Kind.IVF;
    }
  }

  /**
   * Flat while a shard is small, then something else, by a rule: inverted lists where vectors are
   * held as codes, for then memory matters; else a graph, which finds most for the least work.
   *
   * @param then what it becomes, which says when
   */
  record Auto(Structure then) implements Structure {
    public Auto {
      IndexSpec.require(
          then instanceof Hnsw || then instanceof Ivf, "then", then, "a graph, inverted lists");
    }

    /** By the rule. */
    public static Auto of(Quantizer quantizer, Hnsw graph, Ivf lists) {
      return new Auto(quantizer.kind() == Quantizer.Kind.NONE ? graph : lists);
    }

    @Override
    public Kind kind() {
      return Kind.AUTO;
    }
  }
}
