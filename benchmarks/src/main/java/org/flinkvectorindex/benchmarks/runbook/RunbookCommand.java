package org.flinkvectorindex.benchmarks.runbook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.flinkvectorindex.benchmarks.Cpu;
import org.flinkvectorindex.benchmarks.DataOptions;
import org.flinkvectorindex.benchmarks.DiscardingStore;
import org.flinkvectorindex.benchmarks.Durations;
import org.flinkvectorindex.benchmarks.IndexOptions;
import org.flinkvectorindex.benchmarks.Output;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.index.distance.WarmUp;
import org.flinkvectorindex.index.graph.GraphValidator;
import org.flinkvectorindex.index.graph.HnswIndex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * An index that lives: inserts, deletes and replacements as a runbook says, and how good it stays.
 */
@Command(
    name = "runbook",
    mixinStandardHelpOptions = true,
    description = "The index under a runbook of changes: recall at each search step.")
public final class RunbookCommand implements Callable<Integer>, Step.Target {
  private static final int COMMIT_EVERY = 32;
  private static final int WARM_UPS = 4;
  private static final int WARM_UP_LIVE = 1000;
  private static final int WARM_UP_QUERIES = 1000;

  @Mixin private DataOptions data;
  @Mixin private IndexOptions options;
  @Mixin private Output output;

  @Option(names = "--runbook", required = true, paramLabel = "FILE", description = "YAML file.")
  private Path file;

  @Option(names = "--dataset", required = true, description = "Name in the runbook.")
  private String dataset;

  @Option(names = "--ef", defaultValue = "64", description = "Search effort; default: 64.")
  private int ef;

  @Option(names = "--k", defaultValue = "10", description = "Neighbours asked for; default: 10.")
  private int k;

  @Option(names = "--fresh", description = "Compare with a new build of the live set each time.")
  private boolean fresh;

  @Option(
      names = "--clusters",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Number the rows cluster by cluster, of N by k-means; default: as they are in the file.")
  private int clusters;

  private Vectors base;
  private Vectors queries;
  private IndexSpec spec;
  private DiscardingStore store;
  private VectorIndex index;
  private LiveSet live;
  private final Durations inserts = new Durations();
  private final Durations deletes = new Durations();
  private final List<Double> recalls = new ArrayList<>();
  private long insertNanos;
  private long deleteNanos;
  private long freshNanos;
  private long freshInserts;
  private long longestCpuNanos;
  private long peakBytes;
  private int sinceCommit;
  private int step;

  @Override
  public Integer call() throws Exception {
    output.require(k >= 1, "--k", k, "1 or more");
    options.requireEffort(output, ef);
    base = data.base();
    List<Step> steps = Runbook.read(file, dataset, base.count());
    if (clusters != 0) {
      base = ClusterOrder.of(base, data.metric(), clusters);
    }
    queries = data.queries(base);
    spec = options.spec(base.dimension(), data.metric());
    store = new DiscardingStore(base);
    index = VectorIndex.create(spec, store);
    live = new LiveSet(base, queries, spec);
    try (RecordedPauses pauses = new RecordedPauses()) {
      warmUp(); // Not before: all that is compiled is thrown away when the recorder starts.
      for (int i = 0; i < steps.size(); i++) {
        step = i + 1;
        apply(steps.get(i));
      }
      summary(pauses.longest());
    }
    return 0;
  }

  /**
   * Indexes of the first rows that grow, whose window then slides and that are asked in the end:
   * meanwhile the JVM compiles.
   */
  private void warmUp() {
    WarmUp.of(spec);
    for (int round = 0; round < WARM_UPS; round++) {
      DiscardingStore aside = new DiscardingStore(base);
      VectorIndex other = VectorIndex.create(spec, aside);
      for (int i = 0; i < 2 * WARM_UP_LIVE; i++) {
        int row = i % base.count();
        aside.put(other.upsert(Integer.toString(i), base.values(), row * base.dimension()), row);
        if (i >= WARM_UP_LIVE) {
          other.delete(Integer.toString(i - WARM_UP_LIVE));
        }
        if (i % COMMIT_EVERY == 0) {
          other.commit();
        }
      }
      for (int q = 0; q < WARM_UP_QUERIES; q++) {
        other.search(queries.row(q % queries.count()), k, ef);
      }
    }
  }

  private void apply(Step now) {
    now.apply(this);
    peakBytes = Math.max(peakBytes, index.heapBytes());
    output.progress("step %d: %s, %,d live", step, now, live.size());
  }

  @Override
  public void upsert(int tag, int row) {
    RecordedPauses.Operation operation = new RecordedPauses.Operation();
    long cpu = Cpu.nanos();
    operation.begin();
    long started = System.nanoTime();
    store.put(index.upsert(Integer.toString(tag), base.values(), row * base.dimension()), row);
    commitSometimes();
    long nanos = System.nanoTime() - started;
    operation.commit();
    longestCpuNanos = Math.max(longestCpuNanos, Cpu.nanos() - cpu);
    inserts.add(nanos);
    insertNanos += nanos;
    live.put(Integer.toString(tag), row);
  }

  @Override
  public void delete(int tag) {
    RecordedPauses.Operation operation = new RecordedPauses.Operation();
    long cpu = Cpu.nanos();
    operation.begin();
    long started = System.nanoTime();
    boolean there = index.delete(Integer.toString(tag)) != VectorIndex.NONE;
    commitSometimes();
    long nanos = System.nanoTime() - started;
    operation.commit();
    longestCpuNanos = Math.max(longestCpuNanos, Cpu.nanos() - cpu);
    if (there) { // Else it was a look into a table, no delete.
      deletes.add(nanos);
      deleteNanos += nanos;
    }
    live.remove(Integer.toString(tag));
  }

  private void commitSometimes() {
    if (++sinceCommit == COMMIT_EVERY) {
      index.commit();
      sinceCommit = 0;
    }
  }

  @Override
  public void search() {
    double[] kth = live.kth(k);
    long started = System.nanoTime();
    SearchHits[] answers = answers(index, ef);
    double seconds = (System.nanoTime() - started) / 1e9;
    double recall = live.recall(index, answers, kth, k);
    recalls.add(recall);
    List<Object> result =
        new ArrayList<>(
            List.of(
                "op",
                "search",
                "step",
                step,
                "live",
                live.size(),
                "recall",
                recall,
                "qps",
                queries.count() / seconds,
                "distances",
                distances(answers),
                "unreachable",
                unreachable()));
    if (fresh) {
      started = System.nanoTime();
      VectorIndex built = live.fresh(spec, new DiscardingStore(base), COMMIT_EVERY);
      freshNanos += System.nanoTime() - started;
      freshInserts += live.size();
      SearchHits[] others = answers(built, ef);
      // What it compares with is all but proportional to its effort.
      double share = distances(answers) / distances(others);
      int asMuch = Math.max(k, (int) Math.round(ef * share));
      result.addAll(
          List.of(
              "fresh_recall",
              live.recall(built, others, kth, k),
              "fresh_distances",
              distances(others),
              "fresh_recall_equal_work",
              live.recall(built, answers(built, asMuch), kth, k)));
    }
    output.result(result.toArray());
  }

  private SearchHits[] answers(VectorIndex asked, int effort) {
    SearchHits[] answers = new SearchHits[queries.count()];
    for (int q = 0; q < answers.length; q++) {
      answers[q] = asked.search(queries.row(q), k, effort);
    }
    return answers;
  }

  /** Computed for an answer, on average. */
  private static double distances(SearchHits[] answers) {
    return Arrays.stream(answers).mapToInt(SearchHits::visited).average().orElse(Double.NaN);
  }

  private int unreachable() {
    return index instanceof HnswIndex hnsw ? new GraphValidator(hnsw.graph()).unreachable() : 0;
  }

  private void summary(RecordedPauses.Longest longest) {
    List<Object> result =
        new ArrayList<>(
            List.of(
                "op",
                "summary",
                "mean_recall",
                recalls.stream().mapToDouble(r -> r).average().orElse(Double.NaN),
                "min_recall",
                recalls.stream().mapToDouble(r -> r).min().orElse(Double.NaN),
                "inserts",
                inserts.count(),
                "deletes",
                deletes.count(),
                "inserts_per_second",
                inserts.count() / (insertNanos / 1e9),
                "deletes_per_second",
                deletes.count() / (deleteNanos / 1e9),
                "delete_p99_us",
                deletes.quantileMicros(0.99),
                "max_pause_ms",
                Stream.of(inserts, deletes)
                        .filter(each -> each.count() > 0)
                        .mapToDouble(Durations::maxMicros)
                        .max()
                        .orElse(Double.NaN)
                    / 1e3,
                "max_pause_without_gc_ms",
                longest.operationMillis(),
                "max_operation_cpu_ms",
                longestCpuNanos / 1e6,
                "max_gc_pause_ms",
                longest.collectionMillis(),
                "peak_bytes",
                peakBytes));
    if (fresh) {
      result.add("fresh_inserts_per_second");
      result.add(freshInserts / (freshNanos / 1e9));
    }
    output.result(result.toArray());
  }
}
