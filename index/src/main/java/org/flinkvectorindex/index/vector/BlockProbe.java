package org.flinkvectorindex.index.vector;

/** Distances from one point to blocks of vectors. Reused: aim, then ask. */
public interface BlockProbe {

  /** Aims at a point in the space of the blocks. */
  BlockProbe aim(float[] point);

  /** Asks memory for a block that is compared with next. */
  void ask(int block);

  /** Asks memory where a block begins that is compared with soon. */
  default void find(int block) {
    ask(block);
  }

  /**
   * Distances to all lanes of a block into {@code out[at, at + LANES)}; lanes that hold no vector
   * have any.
   */
  void distances(int block, float[] out, int at);

  /**
   * The same, and into {@code least[at, at + LANES)} what the true distances are hardly below.
   * Where distances are exact that is the distances themselves.
   */
  default void distances(int block, float[] out, float[] least, int at) {
    distances(block, out, at);
    System.arraycopy(out, at, least, at, Blocks.LANES);
  }
}
