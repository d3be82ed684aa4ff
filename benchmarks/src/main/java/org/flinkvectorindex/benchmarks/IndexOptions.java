package org.flinkvectorindex.benchmarks;

import java.util.Locale;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.Structure.Kind;
import picocli.CommandLine.Option;

/** The index to build. */
public final class IndexOptions {
  private static final int EXACT_UNTIL = 4096;

  @Option(
      names = "--index",
      defaultValue = "hnsw",
      description = "${COMPLETION-CANDIDATES}, in any case; default: ${DEFAULT-VALUE}.")
  private Kind kind;

  @Option(
      names = "--quantizer",
      defaultValue = "none",
      description = "${COMPLETION-CANDIDATES}, in any case; default: ${DEFAULT-VALUE}.")
  private Quantizer.Kind quantizer;

  @Option(names = "--bits", defaultValue = "4", description = "Of rabitq, 1 to 8; default: 4.")
  private int bits;

  @Option(
      names = "--rerank",
      defaultValue = "0",
      description =
          "Candidates compared in full precision at most; default: 0, all that are in question.")
  private int rerank;

  @Option(
      names = "--originals",
      defaultValue = "heap",
      description =
          "Where those are read from: ${COMPLETION-CANDIDATES}, in any case; default: heap.")
  private Quantizer.Originals originals;

  @Option(names = "--m", defaultValue = "16", description = "Links a node; default: 16.")
  private int m;

  @Option(
      names = "--ef-construction",
      defaultValue = "200",
      description = "Candidates of an insert; default: 200.")
  private int efConstruction;

  @Option(
      names = "--nlist",
      defaultValue = "0",
      description =
          "Lists of ivf and of --baselines faiss; default: 0, four times the square"
              + " root of the rows.")
  private int lists;

  public IndexSpec spec(int dimension, Metric metric) {
    return spec(dimension, metric, 0.5);
  }

  /**
   * @param lag share of a shard that changes while its pages are written once
   */
  public IndexSpec spec(int dimension, Metric metric, double lag) {
    return new IndexSpec(structure(), dimension, metric, lag, quantizer());
  }

  private Structure structure() {
    return switch (kind) {
      case FLAT -> new Structure.Flat();
      case HNSW -> links();
      case IVF -> new Structure.Ivf(lists, EXACT_UNTIL);
      case AUTO ->
          Structure.Auto.of(
              quantizer(),
              new Structure.Hnsw(m, efConstruction, EXACT_UNTIL),
              new Structure.Ivf(lists, EXACT_UNTIL));
    };
  }

  /** Of a graph, whoever builds it. */
  public Structure.Hnsw links() {
    return new Structure.Hnsw(m, efConstruction);
  }

  /** Lists for so many rows, whoever keeps them. */
  public int lists(int rows) {
    return lists == 0 ? (int) (4 * Math.sqrt(rows)) : lists;
  }

  /**
   * @param ef candidates; or lists scanned, 0 for as many as may hold what is nearer
   */
  public void requireEffort(Output output, int ef) {
    int least = kind == Kind.IVF ? 0 : 1;
    output.require(ef >= least, "--ef", ef, least + " or more");
  }

  public Quantizer quantizer() {
    return Quantizer.of(quantizer, bits, rerank, originals);
  }

  /**
   * The same in a job's configuration: of its collection, {@code index} and {@code quantizer}.
   *
   * @param ef candidates, or lists scanned
   */
  public String yaml(int ef) {
    String index =
        "index: {type: %s, m: %d, ef-construction: %d, ef: %d, nlist: %d, probes: %d}"
            .formatted(name(kind), m, efConstruction, ef, lists, ef);
    if (quantizer == Quantizer.Kind.NONE) {
      return index;
    }
    return index
        + ", quantizer: {type: %s, rerank: %d, originals: %s%s}"
            .formatted(
                name(quantizer),
                rerank,
                name(originals),
                quantizer == Quantizer.Kind.RABITQ ? ", bits: " + bits : "");
  }

  private static String name(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  public Kind kind() {
    return kind;
  }
}
