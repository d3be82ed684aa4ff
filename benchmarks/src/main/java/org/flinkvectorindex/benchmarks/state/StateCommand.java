package org.flinkvectorindex.benchmarks.state;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.flinkvectorindex.benchmarks.Durations;
import org.flinkvectorindex.benchmarks.IndexOptions;
import org.flinkvectorindex.benchmarks.Output;
import org.flinkvectorindex.benchmarks.Rows;
import org.flinkvectorindex.connectors.local.ServerFolder;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.jobs.topology.FlinkSettings;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;
import org.flinkvectorindex.operators.shard.ShardSummary;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What keeping an index costs: the shard operator over RocksDB is filled, changed by a share before
 * each of many checkpoints, restored, rescaled and saved in both formats of savepoints.
 *
 * <p>A changed byte is one of the vectors that changed, deleted ones included: changes times
 * dimension times four. Bytes put are what RocksDB was given, keys and all; bytes uploaded are
 * those of files that no earlier checkpoint had.
 */
@Command(
    name = "state",
    mixinStandardHelpOptions = true,
    description = "Checkpoints, restore, rescaling and savepoints of the shard operator.")
public final class StateCommand implements Callable<Integer> {
  private static final int FILL_CHECKPOINTS = 10;
  private static final int LEAST_ROUNDS = 30;
  private static final int MOST_ROUNDS = 500;
  private static final Pattern GENERATED = Pattern.compile("([1-9]\\d{0,8})x([1-9]\\d{0,3})");

  /** Where vectors come from. */
  static final class Origin {
    @Option(names = "--base", paramLabel = "FILE", description = "Vectors to index.")
    private Path base;

    @Option(
        names = "--generate",
        paramLabel = "COUNTxDIMENSION",
        description = "Clustered vectors instead, such as 1000000x128.")
    private String generate;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Origin origin;

  @Mixin private IndexOptions options;
  @Mixin private Output output;

  @Option(names = "--metric", defaultValue = "l2", description = "Default: ${DEFAULT-VALUE}.")
  private Metric metric;

  @Option(
      names = "--change",
      defaultValue = "0.01",
      description = "Share that changes before each checkpoint; default: ${DEFAULT-VALUE}.")
  private double change;

  @Option(
      names = "--rounds",
      description =
          "Checkpoints that count; default: as many as it takes until each page of the index was"
              + " written once, 30 to 500.")
  private Integer rounds;

  @Option(
      names = "--warm-up",
      defaultValue = "5",
      description = "Checkpoints before those; default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(names = "--shards", defaultValue = "8", description = "Shards; default: 8.")
  private int shards;

  @Option(
      names = "--batch",
      defaultValue = "32",
      description = "Changes of a batch; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--lag",
      defaultValue = "0.5",
      description = "state.graph.lag; default: ${DEFAULT-VALUE}.")
  private double lag;

  @Option(
      names = "--rocks-memory",
      defaultValue = "256m",
      description = "Managed memory of a slot; default: ${DEFAULT-VALUE}.")
  private String memory;

  @Option(names = "--rocks-defaults", description = "RocksDB without the job's settings.")
  private boolean rocksDefaults;

  @Option(names = "--seed", defaultValue = "1", description = "Of what is drawn; default: 1.")
  private long seed;

  private Catalog catalog;
  private Subtasks.Place place;
  private Subtasks subtasks;
  private long checkpoints;

  @Override
  public Integer call() throws Exception {
    output.require(rounds == null || rounds >= 1, "--rounds", rounds, "1 or more");
    output.require(warmUp >= 0, "--warm-up", warmUp, "0 or more");
    output.require(batch >= 1, "--batch", batch, "1 or more");
    output.require(change >= 0 && change <= 1, "--change", change, "0 to 1");
    VectorSupply supply = supply();
    catalog = catalog(supply.dimension());
    boolean equal;
    try (ServerFolder folder = new ServerFolder("state")) {
      place = new Subtasks.Place(folder.path(), MemorySize.parse(memory), rocksDefaults);
      subtasks = new Subtasks(catalog, 1, place, Optional.empty());
      Changes changes =
          new Changes(catalog.get("bench"), supply, batch, seed, each -> subtasks.apply(each));
      fill(changes, supply.count());
      Subtasks.Snapshot last = measureCheckpoints(changes, supply.dimension());
      equal = restore("restore", 1, last);
      last = subtasks.snapshot(++checkpoints, CheckpointType.CHECKPOINT);
      equal &= restore("rescale", 2, last);
      last = subtasks.snapshot(++checkpoints, CheckpointType.CHECKPOINT);
      equal &= restore("rescale", 1, last);
      for (SavepointFormatType format : SavepointFormatType.values()) {
        last = subtasks.snapshot(++checkpoints, SavepointType.savepoint(format));
        output.result(
            "op",
            "savepoint",
            "format",
            name(format),
            "shards",
            shards,
            "parallelism",
            1,
            "bytes",
            last.fullBytes(),
            "seconds",
            last.nanos() / 1e9,
            "sync_ms",
            last.syncNanos() / 1e6);
        equal &= restore("restore-" + name(format), 1, last);
      }
      subtasks.close();
    }
    return equal ? 0 : 1;
  }

  private static String name(SavepointFormatType format) {
    return format.name().toLowerCase(java.util.Locale.ROOT);
  }

  private VectorSupply supply() throws Exception {
    if (origin.base != null) {
      return VectorSupply.of(Rows.read("--base", origin.base));
    }
    Matcher parts = GENERATED.matcher(origin.generate);
    output.require(
        parts.matches(), "--generate", origin.generate, "COUNTxDIMENSION, as 1000000x128");
    return VectorSupply.clustered(
        Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), seed);
  }

  private Catalog catalog(int dimension) {
    CollectionSpec spec =
        new CollectionSpec(
            "bench",
            shards,
            Order.LOG,
            options.spec(dimension, metric, lag),
            64,
            Duration.ofHours(24));
    return new Catalog(List.of(spec), FlinkSettings.MAX_PARALLELISM);
  }

  private void fill(Changes changes, int count) throws Exception {
    long started = System.nanoTime();
    for (int i = 1; i <= count; i++) {
      changes.insert();
      if (i % Math.max(1, count / FILL_CHECKPOINTS) == 0) {
        changes.flush();
        Subtasks.Snapshot snapshot = subtasks.snapshot(++checkpoints, CheckpointType.CHECKPOINT);
        output.progress(
            "%,d vectors, %,.0f a second; checkpoint %d uploads %,d bytes",
            i, i / seconds(started), checkpoints, snapshot.uploadedBytes());
      }
    }
    changes.flush();
    long heap = subtasks.shards().stream().mapToLong(ShardSummary::heapBytes).sum();
    output.result(
        "op",
        "fill",
        "shards",
        shards,
        "parallelism",
        1,
        "vectors",
        changes.live(),
        "per_second",
        count / seconds(started),
        "put_bytes_per_vector",
        (double) subtasks.putBytes() / count,
        "heap_bytes_per_vector",
        (double) heap / count);
  }

  private Subtasks.Snapshot measureCheckpoints(Changes changes, int dimension) throws Exception {
    long each = Math.max(4, Math.round(change * changes.live()) / 4 * 4);
    double changedBytes = 4.0 * dimension * each;
    int counted = rounds == null ? rounds(lag, changes.live(), each) : rounds;
    Durations sync = new Durations();
    double[] uploaded = new double[counted];
    long putBefore = 0;
    long operationsBefore = 0;
    Subtasks.Snapshot snapshot = null;
    for (int round = -warmUp; round < counted; round++) {
      if (round <= 0) {
        putBefore = subtasks.putBytes();
        operationsBefore = operations();
      }
      long before = subtasks.putBytes();
      long started = System.nanoTime();
      changes.change(each);
      double seconds = seconds(started);
      snapshot = subtasks.snapshot(++checkpoints, CheckpointType.CHECKPOINT);
      double share = snapshot.uploadedBytes() / changedBytes;
      output.progress(
          "round %d: %,.0f changes a second, %.2f bytes put and %.2f uploaded a changed byte,"
              + " %.1f ms synchronous, %.1f s in all",
          round + 1,
          each / seconds,
          (subtasks.putBytes() - before) / changedBytes,
          share,
          snapshot.syncNanos() / 1e6,
          snapshot.nanos() / 1e9);
      if (round >= 0) {
        uploaded[round] = share;
        sync.add(snapshot.syncNanos());
      }
    }
    double[] sorted = uploaded.clone();
    Arrays.sort(sorted);
    output.result(
        "op",
        "checkpoints",
        "rounds",
        counted,
        "page_cycles",
        pageCycles(operations() - operationsBefore, lag, changes.live()),
        "change",
        change,
        "shards",
        shards,
        "parallelism",
        1,
        "changes",
        each,
        "changed_bytes",
        (long) changedBytes,
        "put_bytes_per_changed_byte",
        (subtasks.putBytes() - putBefore) / (changedBytes * counted),
        "uploaded_bytes_per_changed_byte",
        Arrays.stream(uploaded).average().orElse(Double.NaN),
        "median",
        sorted[counted / 2],
        "largest",
        sorted[counted - 1],
        "full_bytes",
        snapshot.fullBytes(),
        "sync_ms_p50",
        sync.quantileMicros(0.5) / 1e3,
        "sync_ms_max",
        sync.maxMicros() / 1e3);
    return snapshot;
  }

  private long operations() {
    return subtasks.shards().stream().mapToLong(ShardSummary::operations).sum();
  }

  /**
   * Fewer than a cycle of pages would leave out how dear the others are.
   *
   * @param changes of a round
   */
  static int rounds(double lag, long live, long changes) {
    return (int) Math.max(LEAST_ROUNDS, Math.min(MOST_ROUNDS, Math.ceil(lag * live / changes)));
  }

  /** How often the index has written every page meanwhile. */
  static double pageCycles(long operations, double lag, long live) {
    return operations / (lag * live);
  }

  /** Closes the subtasks, and goes on with others that begin with a snapshot. */
  private boolean restore(String what, int parallelism, Subtasks.Snapshot from) throws Exception {
    List<ShardSummary> before = subtasks.shards();
    int beforeParallelism = from.parallelism();
    subtasks.close();
    subtasks = new Subtasks(catalog, parallelism, place, Optional.of(from));
    Restored restored = Restored.of(before, subtasks.shards());
    output.result(
        "op",
        what,
        "from",
        beforeParallelism,
        "to",
        parallelism,
        "shards",
        shards,
        "parallelism",
        parallelism,
        "vectors",
        restored.vectors(),
        "seconds",
        subtasks.startSeconds(),
        "vectors_per_second_a_core",
        restored.vectors() / subtasks.startSecondsOfAll(),
        "reinserted",
        restored.reinserted(),
        "content_equal",
        restored.content(),
        "graph_equal",
        restored.graph());
    return restored.holds();
  }

  private static double seconds(long started) {
    return (System.nanoTime() - started) / 1e9;
  }
}
