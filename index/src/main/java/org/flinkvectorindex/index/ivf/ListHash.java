package org.flinkvectorindex.index.ivf;

/** Mixes numbers into a hash. */
final class ListHash {
  private ListHash() {}

  static long mix(long hash, long value) {
    long x = (hash ^ value) * 0x9E3779B97F4A7C15L;
    return x ^ (x >>> 29);
  }
}
