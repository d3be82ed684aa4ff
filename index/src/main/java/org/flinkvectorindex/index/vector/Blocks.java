package org.flinkvectorindex.index.vector;

import java.util.Optional;
import org.flinkvectorindex.index.distance.BlockKernels;

/**
 * Vectors in blocks of {@link #LANES}, laid out to be compared with one point all at once. Where a
 * vector lies is the caller's business: a block and a lane.
 */
public interface Blocks {
  int LANES = BlockKernels.LANES;

  /**
   * Brings a prepared vector into the space that the blocks are in, in place; lengths, angles and
   * distances stay. All other methods and {@link BlockProbe} speak of that space. Unless the blocks
   * have one of their own, vectors are in it as they are.
   */
  default void transform(float[] prepared) {}

  /** Undoes {@link #transform}, but for rounding. */
  default void undo(float[] vector) {}

  /** Whether {@link #transform} does anything. */
  default boolean transforms() {
    return false;
  }

  /** What codes are made of differences from; where vectors are and what is asked is not moved. */
  default Centre centre() {
    return Centre.NONE;
  }

  /** The centre is another one: all vectors will be set anew. */
  default void centred() {}

  /** A block that nobody uses. */
  int take();

  /**
   * The same where codes are of one of several codebooks.
   *
   * @param codebook of the codes that the block will have
   */
  default int take(int codebook) {
    return take();
  }

  /** Whether a vector may be copied from one block to the other. */
  default boolean alike(int block, int other) {
    return true;
  }

  /** Nobody uses the block any more. */
  void give(int block);

  /** As many blocks as lie side by side in memory at most where they are gathered. */
  default int gathered() {
    return 1;
  }

  /**
   * Puts blocks that are scanned one after the other side by side in memory.
   *
   * @param numbers of blocks, {@code [from, to)}, {@link #gathered} at most
   */
  default void gather(int[] numbers, int from, int to) {}

  void set(int block, int lane, float[] vector);

  void copy(int block, int lane, int toBlock, int toLane);

  /** Adds those vectors of a block, as far as they are known, whose bit in {@code lanes} is set. */
  void sum(int block, int lanes, double[] sums);

  /** The vector, as far as it is known. */
  void get(int block, int lane, float[] into);

  BlockProbe probe();

  /** What lists are scanned with where not all are: it may estimate where the other does not. */
  default BlockProbe scan() {
    return probe();
  }

  /** The vectors in full precision, where they lie in the blocks as well or are the blocks. */
  default Optional<RowBlocks> rows() {
    return Optional.empty();
  }

  long heapBytes();
}
