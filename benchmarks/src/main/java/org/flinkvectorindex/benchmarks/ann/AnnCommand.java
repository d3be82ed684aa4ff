package org.flinkvectorindex.benchmarks.ann;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.flinkvectorindex.benchmarks.DataOptions;
import org.flinkvectorindex.benchmarks.Durations;
import org.flinkvectorindex.benchmarks.ExactAnswers;
import org.flinkvectorindex.benchmarks.IndexOptions;
import org.flinkvectorindex.benchmarks.Output;
import org.flinkvectorindex.connectors.file.Neighbours;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.index.distance.KernelChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The index alone, in one thread: inserts one by one, then searches with each effort. */
@Command(
    name = "ann",
    mixinStandardHelpOptions = true,
    description = "The index alone: inserts a second, recall against queries a second.")
public final class AnnCommand implements Callable<Integer> {
  private static final int COMMIT_EVERY = 32;

  /** Passes over the queries for each effort; the first few only warm up. */
  private static final int PASSES = 3;

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

  @Option(names = "--shards", defaultValue = "1", description = "Indexes; default: 1.")
  private int shards;

  private Vectors base;
  private Vectors queries;
  private ExactAnswers exact;
  private ShardedIndex index;

  @Override
  public Integer call() throws Exception {
    base = data.base();
    queries = data.queries();
    exact = new ExactAnswers(base, queries, data.metric());
    Neighbours neighbours = VectorFiles.neighbours(truth);
    index = new ShardedIndex(options.spec(base.dimension(), data.metric()), shards, base);
    insert();
    double[] kth = new double[queries.count()];
    for (int q = 0; q < kth.length; q++) {
      kth[q] = exact.distance(q, neighbours.row(q)[k - 1]);
    }
    for (int ef : efs) {
      search(ef, kth);
    }
    return 0;
  }

  private void insert() {
    Durations durations = new Durations();
    long started = System.nanoTime();
    long cpu = Cpu.nanos();
    for (int row = 0; row < base.count(); row++) {
      long from = System.nanoTime();
      VectorIndex shard = index.upsert(Integer.toString(row), row);
      if (row % COMMIT_EVERY == COMMIT_EVERY - 1) {
        shard.commit();
      }
      durations.add(System.nanoTime() - from);
      if ((row + 1) % 50_000 == 0) {
        output.progress("inserted %,d of %,d", row + 1, base.count());
      }
    }
    index.commit();
    double seconds = (System.nanoTime() - started) / 1e9;
    double cpuSeconds = (Cpu.nanos() - cpu) / 1e9;
    output.result(
        "op",
        "insert",
        "index",
        options.kind().name().toLowerCase(java.util.Locale.ROOT),
        "quantizer",
        options.quantizer().kind().name().toLowerCase(java.util.Locale.ROOT),
        "bits",
        options.quantizer().bits(),
        "kernels",
        KernelChoice.best().name(),
        "shards",
        shards,
        "n",
        base.count(),
        "per_second",
        base.count() / seconds,
        "per_second_cpu",
        base.count() / cpuSeconds,
        "p99_us",
        durations.quantileMicros(0.99),
        "max_ms",
        durations.maxMicros() / 1e3,
        "bytes_per_vector",
        index.heapBytes() / (double) base.count(),
        "log_and_page_bytes_per_vector",
        index.storedBytes() / (double) base.count());
  }

  private void search(int ef, double[] kth) {
    Durations durations = new Durations();
    double wall = Double.POSITIVE_INFINITY;
    double cpu = Double.POSITIVE_INFINITY;
    long right = 0;
    long visited = 0;
    for (int pass = 0; pass < PASSES; pass++) {
      durations = new Durations();
      int[][] answers = new int[queries.count()][];
      visited = 0;
      long started = System.nanoTime();
      long cpuStarted = Cpu.nanos();
      for (int q = 0; q < queries.count(); q++) {
        long from = System.nanoTime();
        ShardedIndex.Found found = index.search(queries.row(q), k, ef);
        durations.add(System.nanoTime() - from);
        answers[q] = found.rows();
        visited += found.visited();
      }
      wall = Math.min(wall, (System.nanoTime() - started) / 1e9);
      cpu = Math.min(cpu, (Cpu.nanos() - cpuStarted) / 1e9);
      right = 0;
      for (int q = 0; q < answers.length; q++) {
        right += exact.right(q, answers[q], kth[q]);
      }
    }
    output.result(
        "op",
        "search",
        "ef",
        ef,
        "recall",
        right / (double) (queries.count() * (long) k),
        "qps",
        queries.count() / wall,
        "qps_cpu",
        queries.count() / cpu,
        "p50_us",
        durations.quantileMicros(0.5),
        "p99_us",
        durations.quantileMicros(0.99),
        "distances",
        visited / (double) queries.count());
  }
}
