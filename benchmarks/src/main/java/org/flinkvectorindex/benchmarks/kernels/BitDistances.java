package org.flinkvectorindex.benchmarks.kernels;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.flinkvectorindex.benchmarks.DiscardingStore;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.quantize.CodedPoints;
import org.flinkvectorindex.index.vector.Points;
import org.flinkvectorindex.index.vector.Probe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds a row of planes of bits, rows in cache: distances of rabitq's codes as a search asks
 * for them, from population counts to the estimate. There is one implementation, without the Vector
 * API.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class BitDistances {
  private static final int ROWS = 32;
  private static final long SEED = 20261121;

  @Param({"100", "128", "384", "768", "784", "1536"})
  private int dimension;

  @Param({"1", "2"})
  private int bits;

  private final int[] slots = IntStream.range(0, ROWS).toArray();
  private final float[] out = new float[ROWS];
  private Probe probe;

  @Setup
  public void fill() {
    Quantizer rabitq = new Quantizer(Quantizer.Kind.RABITQ, bits, 0, Quantizer.Originals.HEAP);
    IndexSpec spec = new IndexSpec(new Structure.Flat(), dimension, Metric.L2, 0.5, rabitq);
    Points points = CodedPoints.of(spec, KernelChoice.best(), new DiscardingStore());
    Random random = new Random(SEED);
    float[] vector = new float[points.shape().stride()];
    for (int slot = 0; slot < ROWS; slot++) {
      fill(random, vector);
      points.set(slot, vector, 0);
    }
    fill(random, vector);
    probe = points.probe().aim(vector);
  }

  private void fill(Random random, float[] vector) {
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] planes() {
    probe.distances(slots, 0, ROWS, out);
    return out;
  }
}
