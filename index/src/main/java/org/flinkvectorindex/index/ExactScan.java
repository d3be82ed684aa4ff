package org.flinkvectorindex.index;

/**
 * All vectors of an index compared with one query in full precision, one after the other, for
 * whoever wants to know how good answers are. Valid while the index changes: a slot says what it
 * holds now. One scan is in use at a time.
 */
public interface ExactScan {

  /** Aims at a query. */
  void aim(float[] query);

  /** Live vectors are at slots below. */
  int high();

  boolean live(int slot);

  /** Distance to the vector at a live slot, the same to the bit as in answers. */
  float distance(int slot);
}
