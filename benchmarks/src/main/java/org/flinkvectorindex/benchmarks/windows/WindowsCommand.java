package org.flinkvectorindex.benchmarks.windows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.flinkvectorindex.benchmarks.Output;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.operators.window.Feeds;
import org.flinkvectorindex.operators.window.OpenSlices;
import org.flinkvectorindex.operators.window.Slice;
import org.flinkvectorindex.operators.window.SliceFormat;
import org.flinkvectorindex.operators.window.WindowSpec;
import org.flinkvectorindex.operators.window.WindowSpec.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bin/bench windows}: what one tumbling and one sliding window cost a vector, on one thread,
 * from the applied change to the bytes of the slice that is sent; and, of real vectors, how drift
 * tells a rotation from chance.
 */
@Command(
    name = "windows",
    mixinStandardHelpOptions = true,
    description = "Aggregates vectors for windows: nanoseconds a vector, bytes a slice; drift.")
public final class WindowsCommand implements Callable<Integer> {
  private static final String COLLECTION = "words";

  /** Different vectors, more than a cache holds. */
  private static final int VECTORS = 20_000;

  @Option(
      names = "--dimensions",
      split = ",",
      defaultValue = "100,768",
      description = "Components of a vector (${DEFAULT-VALUE}).")
  private List<Integer> dimensions;

  @Option(
      names = "--rate",
      defaultValue = "10000",
      description = "Vectors a second of event time: slices are sent five times in it.")
  private int rate;

  @Option(
      names = "--rounds",
      defaultValue = "10",
      description = "Rounds of 100,000 vectors (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--base", description = "Vectors for drift: without it there is none measured.")
  private Path base;

  @Option(
      names = "--window",
      defaultValue = "1000",
      description = "Vectors in a window of drift (${DEFAULT-VALUE}).")
  private int window;

  @Option(names = "--seed", defaultValue = "1", description = "Of the vectors (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    for (int dimension : dimensions) {
      cost(dimension);
    }
    if (base != null) {
      drift(VectorFiles.vectors(base));
    }
    return 0;
  }

  private void cost(int dimension) throws IOException {
    List<Change> changes = changes(dimension);
    Duration minute = Duration.ofMinutes(1);
    Feeds feeds =
        Feeds.of(
            List.of(
                spec("minute", new Kind.Tumbling(minute)),
                spec("five", new Kind.Sliding(Duration.ofMinutes(5), minute))));
    DataOutputSerializer bytes = new DataOutputSerializer(1 << 16);
    int[] largest = {0};
    OpenSlices<Change> slices =
        OpenSlices.changes(feeds, slice -> largest[0] = Math.max(largest[0], size(slice, bytes)));
    double best = Double.MAX_VALUE;
    double sum = 0;
    long now = 0;
    for (int round = -3; round < rounds; round++) {
      long started = System.nanoTime();
      for (int i = 0; i < 100_000; i++) {
        slices.add(changes.get(i % VECTORS), now += 1);
        if (i % (rate / 5) == 0) {
          slices.sendAll();
        }
      }
      double nanos = (System.nanoTime() - started) / 1e5;
      best = Math.min(best, nanos);
      sum += round < 0 ? 0 : nanos;
    }
    output.result(
        "op",
        "windows",
        "dimension",
        dimension,
        "windows",
        "tumbling 1 min, sliding 5 min by 1 min",
        "mean_ns_per_vector",
        sum / rounds,
        "least_ns_per_vector",
        best,
        "slice_bytes",
        largest[0]);
  }

  private static int size(Slice slice, DataOutputSerializer bytes) {
    bytes.clear();
    try {
      SliceFormat.INSTANCE.writeVersioned(slice, bytes);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory", e);
    }
    return bytes.length();
  }

  private List<Change> changes(int dimension) {
    Random random = new Random(seed);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < VECTORS; i++) {
      float[] vector = new float[dimension];
      for (int d = 0; d < dimension; d++) {
        vector[d] = (float) random.nextGaussian();
      }
      changes.add(
          new Change.Upserted(
              COLLECTION,
              "some-id-" + i,
              new OrderKey(i, "vectors", 0, i, 0),
              i,
              0,
              vector,
              Optional.empty(),
              i % 2 == 0));
    }
    return changes;
  }

  private static WindowSpec spec(String name, Kind kind) {
    return new WindowSpec(COLLECTION, name, kind, Duration.ZERO, "", 1);
  }

  private void drift(Vectors vectors) {
    DriftRun run = new DriftRun(vectors, window, seed);
    DriftRun.Greatest unchanged = run.unchanged(100);
    DriftRun.Greatest rotated = run.rotated();
    output.result(
        "op",
        "drift",
        "vectors",
        vectors.count(),
        "window",
        window,
        "windows",
        100,
        "greatest_unchanged",
        unchanged.drift(),
        "flagged_unchanged",
        unchanged.flagged(),
        "first_rotated_mean",
        rotated.mean(),
        "first_rotated_spread",
        rotated.spread(),
        "flagged_rotated",
        rotated.flagged());
  }
}
