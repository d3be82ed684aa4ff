package org.flinkvectorindex.index.vector;

/** Vectors in full precision by slot. */
public interface Vectors {

  /** The vector of a slot, prepared. */
  void read(int slot, float[] into);
}
