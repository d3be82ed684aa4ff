package org.flinkvectorindex.benchmarks.chaos;

/** How the job under test finds vectors: {@code --index}. */
enum Found {
  /** By a graph. */
  HNSW("{type: hnsw, m: 8, ef-construction: 40, ef: %d}"),
  /** By inverted lists, from so few vectors on that every shard soon has some. */
  IVF("{type: ivf, exact-until: 32, probes: %d}");

  private final String index;

  Found(String index) {
    this.index = index;
  }

  /**
   * As the configuration file has it.
   *
   * @param effort of a search, candidates or lists
   */
  String index(int effort) {
    return index.formatted(effort);
  }
}
