package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.distance.CodeKernels;

/** How the codes of a vector lie in bytes. Part of no stored format: codes are made anew. */
interface Packing {

  /** Bytes a vector. */
  int bytes();

  void pack(int[] codes, byte[] to, int at);

  /** Compares one query with packed codes. */
  Sums sums();

  static Packing of(int bits, int dimension, CodeKernels kernels) {
    return switch (bits) {
      case 8 -> new BytePacking(dimension, kernels);
      case 4 -> new NibblePacking(dimension, kernels);
      default -> new PlanePacking(dimension, bits);
    };
  }

  /** Σ qᵢcᵢ of a query of whole numbers with the codes of four vectors. */
  interface Sums {
    /** Whether the query's numbers may be below zero, as far as above it. */
    boolean signed();

    /** The greatest that they may be; their sums never leave 32 bits then. */
    int most();

    /**
     * @param sum of the query's numbers
     */
    void aim(int[] query, int sum);

    /**
     * Takes a packed vector for the query: its codes are the numbers.
     *
     * @param sum of its codes
     */
    void aim(byte[] packed, int from, int sum);

    void four(
        byte[] a,
        int aFrom,
        byte[] b,
        int bFrom,
        byte[] c,
        int cFrom,
        byte[] d,
        int dFrom,
        int[] out);
  }

  /** The greatest number of a query whose products with codes don't leave 32 bits in all. */
  static int most(int dimension, int code) {
    return (int) Math.min(2047, Integer.MAX_VALUE / ((long) dimension * code));
  }
}
