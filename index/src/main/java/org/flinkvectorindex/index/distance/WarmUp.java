package org.flinkvectorindex.index.distance;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Rehearsal;
import org.flinkvectorindex.index.Structure;

/**
 * Runs kernels until the JVM has compiled them. Before that a distance takes a hundred microseconds
 * and more, since the vector API boxes every register until it is compiled: two seconds that would
 * be spent on the first queries.
 */
public final class WarmUp {
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);
  private static final int ROUND = 250;

  /** Between rounds: what compiles needs the core more than the slow code does. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  /** What was warmed up in this JVM. */
  private static final Set<String> DONE = ConcurrentHashMap.newKeySet();

  private WarmUp() {}

  /** What an index of this kind computes with. */
  public static void of(IndexSpec spec) {
    kernels(spec.metric(), spec.dimension());
    Structure structure =
        spec.structure() instanceof Structure.Auto auto ? auto.then() : spec.structure();
    if (structure instanceof Structure.Ivf) {
      blocks(spec.metric(), spec.dimension());
      if (DONE.add("lists/" + spec)) {
        Rehearsal.of(spec);
      }
    } else {
      codes(spec.quantizer(), spec.dimension());
    }
  }

  /** Once for each metric and dimension; others wait neither for it nor for its end. */
  static void kernels(Metric metric, int dimension) {
    if (KernelChoice.simd() && DONE.add((metric == Metric.L2) + "/" + dimension)) {
      warmUp(KernelChoice.best(), metric, Kernels.padded(dimension));
    }
  }

  /** The same for those of blocks, which inverted lists are scanned with. */
  static void blocks(Metric metric, int dimension) {
    if (KernelChoice.simd() && DONE.add("blocks/" + (metric == Metric.L2) + "/" + dimension)) {
      warmUpBlocks(KernelChoice.best().blocks(), metric, dimension + (dimension & 1));
    }
  }

  /**
   * The same for codes of four bits and of eight, which a graph is walked by, others have none; and
   * for rotations, which come before codes of any bits.
   */
  private static void codes(Quantizer quantizer, int dimension) {
    boolean coded =
        switch (quantizer.kind()) {
          case SQ8, RABITQ -> quantizer.bits() == 4 || quantizer.bits() == 8;
          case NONE, PQ -> false;
        };
    String what = "codes/" + quantizer.bits() + "/" + dimension;
    if (coded && KernelChoice.simd() && DONE.add(what)) {
      warmUpCodes(KernelChoice.best().codes(), quantizer.bits() == 4, dimension);
    }
    if (quantizer.kind() == Quantizer.Kind.RABITQ
        && KernelChoice.simd()
        && DONE.add("rotation/" + dimension)) {
      warmUpRotation(KernelChoice.best().hadamard(), dimension);
    }
  }

  private static void warmUpCodes(CodeKernels kernels, boolean nibbles, int dimension) {
    int n = (dimension + CodeKernels.NIBBLES - 1) / CodeKernels.NIBBLES * CodeKernels.NIBBLES;
    byte[] codes = new byte[n];
    int[] query = new int[n];
    short[] numbers = new short[n];
    int[] sums = new int[4];
    float[] v = new float[n];
    untilCompiled(
        200L + 4L * n,
        () -> {
          sums[0] = kernels.round(v, n, kernels.greatest(v, n), query);
          if (nibbles) {
            kernels.widenNibbles(codes, 0, n, numbers);
            kernels.nibbles4(numbers, codes, 0, codes, 0, codes, 0, codes, 0, n, sums);
          } else {
            kernels.widenBytes(codes, 0, n, 0, query);
            kernels.bytes4(query, codes, 0, codes, 0, codes, 0, codes, 0, n, sums);
          }
        });
  }

  private static void warmUpRotation(HadamardKernels kernels, int dimension) {
    float[] v = new float[dimension];
    int power = Integer.highestOneBit(dimension);
    untilCompiled(
        200L + 4L * dimension,
        () -> {
          kernels.transform(v, 0, power);
          kernels.butterfly(v, 0, dimension / 2, 1);
        });
  }

  private static void warmUpBlocks(BlockKernels kernels, Metric metric, int n) {
    float[] row = new float[n];
    float[] block = new float[BlockKernels.LANES * n];
    short[] shorts = new short[n];
    int[] ints = new int[n];
    byte[] codes = new byte[BlockKernels.LANES * n];
    float[] words = new float[BlockKernels.TABLE * n];
    float[] dots = new float[BlockKernels.TABLE * n / 2];
    byte[] tables = new byte[BlockKernels.TABLE * (n + 1)];
    float[] out = new float[Math.max(n, BlockKernels.LANES)];
    int[] sums = new int[BlockKernels.LANES];
    boolean squares = metric == Metric.L2;
    CodeEstimate estimate = new CodeEstimate(1, 1, squares, false, 1, 0, 1, 1);
    float[] numbers = new float[CodeEstimate.floats(squares, false) * BlockKernels.LANES];
    untilCompiled(
        500L + 200L * n,
        () -> {
          if (metric == Metric.L2) {
            kernels.squaredL2s(row, block, n, out, 0);
          } else {
            kernels.dots(row, block, n, out, 0);
          }
          kernels.nibbles(shorts, codes, 0, n, sums);
          kernels.bytes(ints, codes, 0, n, sums);
          kernels.lookups(tables, codes, 0, n, sums);
          kernels.codewords(words, row, n / 2, codes);
          kernels.products(words, row, n / 2, dots, out);
          kernels.round(dots, n / 2, 1, 1, tables, out);
          kernels.estimates(estimate, sums, numbers, 0, out, out, 0);
          sums[0] = kernels.notAbove(1, out);
        });
  }

  private static void warmUp(Kernels kernels, Metric metric, int n) {
    float[] row = new float[n];
    byte[] bytes = new byte[ByteKernels.padded(n)];
    float[] wide = new float[bytes.length];
    ByteKernels ofBytes = kernels.bytes();
    float[] out = new float[4];
    untilCompiled(
        200L + 4L * n,
        () -> {
          // Both for a centre, under whatever metric.
          out[0] = kernels.squaredL2(row, 0, row, 0, n) + kernels.dot(row, 0, row, 0, n);
          if (metric == Metric.L2) {
            kernels.squaredL2x4(row, 0, row, 0, row, 0, row, 0, row, 0, n, out, 0);
            ofBytes.squaredL2x4(
                wide, bytes, 0, bytes, 0, bytes, 0, bytes, 0, bytes.length, 0, out, 0);
            ofBytes.widen(bytes, 0, bytes.length, 0, wide);
          } else {
            kernels.dot4(row, 0, row, 0, row, 0, row, 0, row, 0, n, out, 0);
          }
        });
  }

  /**
   * Until three rounds in a row are fast, or for {@link #LONGEST}.
   *
   * @param nanos far more than one takes once it is compiled
   */
  private static void untilCompiled(long nanos, Runnable once) {
    long begun = System.nanoTime();
    int fast = 0;
    while (fast < 3 && System.nanoTime() - begun < LONGEST) {
      long started = System.nanoTime();
      for (int i = 0; i < ROUND; i++) {
        once.run();
      }
      fast = next(System.nanoTime() - started < ROUND * nanos, fast);
    }
  }

  /** How many fast rounds there were in a row; after a slow one waits a little. */
  private static int next(boolean wasFast, int fast) {
    if (wasFast) {
      return fast + 1;
    }
    LockSupport.parkNanos(PAUSE);
    return 0;
  }
}
