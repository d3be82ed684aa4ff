package org.flinkvectorindex.benchmarks.ann;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.util.IOUtils;
import org.flinkvectorindex.benchmarks.DataOptions;
import org.flinkvectorindex.benchmarks.ExactAnswers;
import org.flinkvectorindex.benchmarks.IndexOptions;
import org.flinkvectorindex.benchmarks.Output;
import org.flinkvectorindex.benchmarks.engine.Answers;
import org.flinkvectorindex.benchmarks.engine.Baseline;
import org.flinkvectorindex.benchmarks.engine.Engine;
import org.flinkvectorindex.benchmarks.engine.Inserts;
import org.flinkvectorindex.benchmarks.engine.OwnEngine;
import org.flinkvectorindex.benchmarks.engine.Workload;
import org.flinkvectorindex.connectors.file.Neighbours;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The index alone and others beside it, in one thread, for the same rows, order, links and efforts:
 * they insert all of them, one by one, and then search, by turns.
 */
@Command(
    name = "ann",
    mixinStandardHelpOptions = true,
    description = "The index alone: inserts a second, recall against queries a second.")
public final class AnnCommand implements Callable<Integer> {

  /** Rows that an engine inserts before it is the next one's turn. */
  private static final int TURN = 10_000;

  @Mixin private DataOptions data;
  @Mixin private IndexOptions options;
  @Mixin private Output output;

  @Option(names = "--truth", required = true, paramLabel = "FILE", description = "Exact answers.")
  private Path truth;

  @Option(
      names = "--ef",
      split = ",",
      defaultValue = "16,32,64,128,256,512",
      description = "Search efforts; default: ${DEFAULT-VALUE}.")
  private List<Integer> efs;

  @Option(names = "--k", defaultValue = "10", description = "Neighbours asked for; default: 10.")
  private int k;

  @Option(
      names = "--passes",
      defaultValue = "3",
      description =
          "Over the queries with each effort, by all engines in turn, and the fastest of each counts;"
              + " default: 3.")
  private int passes;

  @Option(names = "--shards", defaultValue = "1", description = "Indexes; default: 1.")
  private int shards;

  @Option(
      names = "--baselines",
      split = ",",
      description = "Measured as well: ${COMPLETION-CANDIDATES}, in any case; default: none.")
  private final List<Baseline> baselines = new ArrayList<>();

  @Option(
      names = "--table",
      description = "Compare at equal recall in a table; beside --json it goes to stderr.")
  private boolean table;

  private final Table results = new Table();
  private Vectors queries;
  private ExactAnswers exact;

  /** The distance of each query's k-th neighbour. */
  private double[] kth;

  @Override
  public Integer call() throws Exception {
    output.require(k >= 1, "--k", k, "1 or more");
    output.require(passes >= 1, "--passes", passes, "1 or more");
    output.require(shards >= 1, "--shards", shards, "1 or more");
    efs.forEach(ef -> options.requireEffort(output, ef));
    output.require(
        baselines.isEmpty() || !efs.contains(0), "--ef", 0, "1 or more with --baselines");
    for (Baseline baseline : baselines) {
      baseline.require();
    }
    Vectors base = data.base();
    queries = data.queries(base);
    Neighbours neighbours = VectorFiles.neighbours(truth);
    output.require(
        k <= neighbours.k(), "--k", k, "up to " + neighbours.k() + ", the columns of --truth");
    output.require(
        neighbours.count() >= queries.count(),
        "--truth",
        neighbours.count() + " rows",
        "one for each of the " + queries.count() + " queries");
    exact = new ExactAnswers(base, queries, data.metric());
    kth = new double[queries.count()];
    for (int q = 0; q < kth.length; q++) {
      int nearest = neighbours.row(q)[k - 1];
      output.require(
          nearest >= 0 && nearest < base.count(),
          "--truth",
          "row %d for query %d".formatted(nearest, q),
          "0 to %d, the rows of --base".formatted(base.count() - 1));
      kth[q] = exact.distance(q, nearest);
    }
    Workload work =
        new Workload(
            base,
            queries,
            options.spec(base.dimension(), data.metric()),
            options.links(),
            options.lists(base.count()),
            k);
    List<Engine> engines = new ArrayList<>();
    try {
      engines.add(new OwnEngine(work, shards));
      for (Baseline baseline : baselines) {
        engines.add(baseline.open(work));
      }
      insert(engines, base.count());
      for (int ef : efs) {
        search(engines, ef);
      }
    } finally {
      IOUtils.closeAll(engines);
    }
    if (table) {
      output.text(results.toString());
    }
    return 0;
  }

  /**
   * By turns, since a machine that is shared changes its speed within minutes: what one engine is
   * given, the others are about given too.
   */
  private void insert(List<Engine> engines, int count) throws IOException {
    Map<Engine, Inserts> costs = new LinkedHashMap<>();
    for (int done = 0; done < count; ) {
      done = Math.min(done + TURN, count);
      for (Engine engine : engines) {
        costs.put(engine, engine.insert(done));
      }
      output.progress("inserted %,d of %,d", done, count);
    }
    Engine own = engines.get(0);
    inserted(own, options.kind(), options.quantizer(), shards, count, costs.get(own));
    for (int i = 0; i < baselines.size(); i++) {
      Engine other = engines.get(i + 1);
      inserted(other, baselines.get(i).kind(), Quantizer.NONE, 1, count, costs.get(other));
    }
  }

  private void inserted(
      Engine engine, Kind kind, Quantizer quantizer, int shards, int count, Inserts inserts) {
    results.inserted(engine.name(), count, inserts);
    output.result(
        "op",
        "insert",
        "engine",
        engine.name(),
        "index",
        kind.name().toLowerCase(Locale.ROOT),
        "quantizer",
        quantizer.kind().name().toLowerCase(Locale.ROOT),
        "bits",
        quantizer.bits(),
        "kernels",
        engine.kernels(),
        "shards",
        shards,
        "n",
        count,
        "per_second",
        count / inserts.seconds(),
        "per_second_cpu",
        count / inserts.cpuSeconds(),
        "p99_us",
        inserts.p99Micros(),
        "max_ms",
        inserts.maxMicros() / 1e3,
        "max_own_ms",
        inserts.maxOwnMicros() / 1e3,
        "bytes_per_vector",
        inserts.bytes() / count,
        "log_and_page_bytes_per_vector",
        inserts.storedBytes() / count);
  }

  /** By turns as well. */
  private void search(List<Engine> engines, int ef) throws IOException {
    Map<Engine, Answers> fastest = new LinkedHashMap<>();
    for (int pass = 0; pass < passes; pass++) {
      for (Engine engine : engines) {
        fastest.merge(engine, engine.search(ef), Answers::orFaster);
      }
    }
    for (Map.Entry<Engine, Answers> each : fastest.entrySet()) {
      answered(each.getKey(), ef, each.getValue());
    }
  }

  private void answered(Engine engine, int ef, Answers answers) {
    double rate = kth.length / answers.seconds();
    double cpuRate = kth.length / answers.cpuSeconds();
    long right = 0;
    for (int q = 0; q < kth.length; q++) {
      right += exact.right(q, answers.rows()[q], kth[q]);
    }
    double recall = right / (double) (kth.length * (long) k);
    results.answered(engine.name(), recall, rate, cpuRate);
    output.result(
        "op",
        "search",
        "engine",
        engine.name(),
        "ef",
        ef,
        "recall",
        recall,
        "qps",
        rate,
        "qps_cpu",
        cpuRate,
        "p50_us",
        answers.p50Micros(),
        "p99_us",
        answers.p99Micros(),
        "distances",
        answers.distances() / kth.length);
  }
}
