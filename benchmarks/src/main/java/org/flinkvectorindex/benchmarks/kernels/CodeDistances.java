package org.flinkvectorindex.benchmarks.kernels;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.flinkvectorindex.index.distance.CodeKernels;
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

/** Nanoseconds a row of codes of a byte or half a byte, rows in cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CodeDistances {
  private static final int ROWS = 32;
  private static final long SEED = 20261121;
  private static final int MOST = 255;

  @Param({"100", "128", "384", "768", "784", "1536"})
  private int dimension;

  @Param({"SIMD", "SCALAR"})
  private KernelKind kernels;

  private final int[] out = new int[4];
  private CodeKernels chosen;
  private int[] query;
  private short[] shorts;
  private byte[] rows;

  /** Components, in whole blocks; those of halves of bytes are others. */
  private int bytes;

  private int nibbles;
  private int next;

  @Setup
  public void fill() {
    chosen = kernels.get().codes();
    bytes = roundedUp(CodeKernels.BLOCK);
    nibbles = roundedUp(CodeKernels.NIBBLES);
    Random random = new Random(SEED);
    query = new int[bytes];
    shorts = new short[nibbles];
    for (int i = 0; i < dimension; i++) {
      query[i] = random.nextInt(2 * MOST + 1) - MOST;
      shorts[i] = (short) query[i];
    }
    rows = new byte[ROWS * Math.max(bytes, nibbles / 2)];
    random.nextBytes(rows);
  }

  private int roundedUp(int block) {
    return (dimension + block - 1) / block * block;
  }

  /** The next four rows; never the same ones twice in a row. */
  private int next(int stride) {
    next = (next + 4) % ROWS;
    return next * stride;
  }

  @Benchmark
  @OperationsPerInvocation(4)
  public int[] bytes4() {
    int s = bytes;
    int a = next(s);
    chosen.bytes4(query, rows, a, rows, a + s, rows, a + 2 * s, rows, a + 3 * s, s, out);
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(4)
  public int[] nibbles4() {
    int s = nibbles / 2;
    int a = next(s);
    chosen.nibbles4(shorts, rows, a, rows, a + s, rows, a + 2 * s, rows, a + 3 * s, nibbles, out);
    return out;
  }
}
