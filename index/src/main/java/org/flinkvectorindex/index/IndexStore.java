package org.flinkvectorindex.index;

/**
 * Where an index keeps what must outlive it. The index writes through while it changes; whoever
 * owns the store (keyed state, a map in a test) makes what was written durable together with {@link
 * VectorIndex#checkpoint()}.
 *
 * <p>The vectors themselves are put by the caller, one record a slot; the index only says when a
 * slot's record is not needed any more.
 */
public interface IndexStore {

  /** Appends an entry to the redo log; sequence numbers rise by one. */
  void putLog(long sequence, byte[] entry);

  /** Cuts one entry off the old end of the redo log. */
  void removeLog(long sequence);

  /** Writes the image of a graph page. */
  void putPage(int page, byte[] image);

  /**
   * The vector at this slot is not needed any more. A deleted vector is kept until no edge of the
   * graph leads to it, so this comes some operations after the delete, always before the slot is
   * given to another vector.
   */
  void removeVector(int slot);

  /**
   * Reads back the vector of a slot as it was given, as long as it was not removed. Only asked for
   * where the quantizer's {@link Quantizer.Originals} are in the store.
   */
  void readVector(int slot, float[] into);
}
