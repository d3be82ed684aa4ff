package org.flinkvectorindex.benchmarks.kernels;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.flinkvectorindex.index.distance.Kernels;
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

/** Nanoseconds a row of floats, rows in cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class FloatDistances {
  private static final int ROWS = 32;
  private static final long SEED = 20261121;

  @Param({"100", "128", "384", "768", "784", "1536"})
  private int dimension;

  @Param({"SIMD", "SCALAR"})
  private KernelKind kernels;

  private final float[] out = new float[4];
  private Kernels chosen;
  private float[] query;
  private float[] rows;
  private int n;
  private int next;

  @Setup
  public void fill() {
    chosen = kernels.get();
    n = Kernels.padded(dimension);
    Random random = new Random(SEED);
    query = new float[n];
    rows = new float[ROWS * n];
    for (int i = 0; i < dimension; i++) {
      query[i] = (float) random.nextGaussian();
      for (int row = 0; row < ROWS; row++) {
        rows[row * n + i] = (float) random.nextGaussian();
      }
    }
  }

  /** Where the next rows are; never the same ones twice in a row. */
  private int next(int count) {
    next = (next + count) % ROWS;
    return next * n;
  }

  @Benchmark
  public float dot() {
    return chosen.dot(query, 0, rows, next(1), n);
  }

  @Benchmark
  public float squaredL2() {
    return chosen.squaredL2(query, 0, rows, next(1), n);
  }

  @Benchmark
  @OperationsPerInvocation(4)
  public float[] dot4() {
    int a = next(4);
    chosen.dot4(query, 0, rows, a, rows, a + n, rows, a + 2 * n, rows, a + 3 * n, n, out, 0);
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(4)
  public float[] squaredL2x4() {
    int a = next(4);
    chosen.squaredL2x4(query, 0, rows, a, rows, a + n, rows, a + 2 * n, rows, a + 3 * n, n, out, 0);
    return out;
  }
}
