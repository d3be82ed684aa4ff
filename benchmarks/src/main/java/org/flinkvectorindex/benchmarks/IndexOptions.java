package org.flinkvectorindex.benchmarks;

import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.IndexSpec.Kind;
import org.flinkvectorindex.index.Metric;
import picocli.CommandLine.Option;

/** The index to build. */
public final class IndexOptions {
  /** Of the quantizers that there will be. */
  enum Quantizer {
    NONE
  }

  @Option(
      names = "--index",
      defaultValue = "hnsw",
      description = "${COMPLETION-CANDIDATES}, in any case; default: ${DEFAULT-VALUE}.")
  private Kind kind;

  @Option(
      names = "--quantizer",
      defaultValue = "none",
      description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private Quantizer quantizer;

  @Option(names = "--m", defaultValue = "16", description = "Links a node; default: 16.")
  private int m;

  @Option(
      names = "--ef-construction",
      defaultValue = "200",
      description = "Candidates of an insert; default: 200.")
  private int efConstruction;

  public IndexSpec spec(int dimension, Metric metric) {
    return new IndexSpec(kind, dimension, metric, m, efConstruction, 0.5);
  }

  public Kind kind() {
    return kind;
  }

  public String quantizer() {
    return quantizer.name().toLowerCase(java.util.Locale.ROOT);
  }
}
