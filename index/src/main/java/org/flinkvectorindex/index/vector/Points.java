package org.flinkvectorindex.index.vector;

import java.util.function.IntPredicate;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.journal.LogCursor;
import org.flinkvectorindex.index.search.Pool;

/** Vectors by slot, as an index holds them to compare with. */
public interface Points {

  /** How a query must look: {@link Probe#aim(float[])}. */
  Shape shape();

  /** Puts the vector at {@code vectors[from]} into a slot. */
  void set(int slot, float[] vectors, int from);

  /** Distances from one point at a time. */
  Probe probe();

  /** Distances from a query in full precision. */
  Probe exactly();

  /**
   * What a search has found, by its distances in full precision.
   *
   * @param prepared the query, prepared
   * @param k hits that are wanted
   */
  Pool refine(Pool found, float[] prepared, int k);

  /** What codes are made of differences from. */
  default Centre centre() {
    return Centre.NONE;
  }

  /**
   * Settles the centre, and makes the codes anew that were made without.
   *
   * @param high all slots are below
   * @param held which slots have a vector, all of which can be read in full precision
   */
  default void settle(int high, IntPredicate held) {}

  /** Takes over the centre that was {@linkplain Centre#save saved}, before there are vectors. */
  default void restore(LogCursor in) throws CorruptIndexException {}

  /** Gives back the memory that holds no slot below {@code high}. */
  void truncate(int high);

  long heapBytes();
}
