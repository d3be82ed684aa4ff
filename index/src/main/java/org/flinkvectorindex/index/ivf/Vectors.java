package org.flinkvectorindex.index.ivf;

/** Vectors in full precision by slot. */
interface Vectors {

  /** The vector of a slot, prepared. */
  void read(int slot, float[] into);
}
