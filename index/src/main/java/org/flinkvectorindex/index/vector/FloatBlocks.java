package org.flinkvectorindex.index.vector;

import java.util.Arrays;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.BlockKernels;

/** Vectors in full precision, component by component. */
public final class FloatBlocks implements Blocks {
  private static final float[] NONE = {};

  /** Floats of a cache line. */
  private static final int LINE = 16;

  /** Floats of a page of memory: the hardware foresees the rest of each once it is begun. */
  private static final int PAGE = 1024;

  private static final int ASKED = 4 * LINE;

  private final Metric metric;
  private final BlockKernels kernels;
  private final int dimension;

  /** Components, made even with a zero. */
  private final int n;

  private final BlockNumbers numbers = new BlockNumbers();
  private float[][] blocks = new float[0][];
  private long heapBytes;

  public FloatBlocks(Shape shape, BlockKernels kernels) {
    metric = shape.metric();
    dimension = shape.dimension();
    n = dimension + (dimension & 1);
    this.kernels = kernels;
  }

  @Override
  public int take() {
    int block = numbers.take();
    if (block >= blocks.length) {
      blocks = Arrays.copyOf(blocks, Math.max(block + 1, blocks.length + blocks.length / 2 + 16));
    }
    blocks[block] = new float[n * LANES];
    heapBytes += 16 + 4L * n * LANES;
    return block;
  }

  @Override
  public void give(int block) {
    blocks[block] = NONE;
    heapBytes -= 16 + 4L * n * LANES;
    numbers.give(block);
  }

  @Override
  public void set(int block, int lane, float[] vector) {
    float[] to = blocks[block];
    for (int i = 0, at = lane; i < dimension; i++, at += LANES) {
      to[at] = vector[i];
    }
  }

  @Override
  public void copy(int block, int lane, int toBlock, int toLane) {
    float[] from = blocks[block];
    float[] to = blocks[toBlock];
    for (int at = 0; at < from.length; at += LANES) {
      to[at + toLane] = from[at + lane];
    }
  }

  @Override
  public void sum(int block, int lanes, double[] sums) {
    float[] from = blocks[block];
    for (int rest = lanes; rest != 0; rest &= rest - 1) {
      int at = Integer.numberOfTrailingZeros(rest);
      for (int i = 0; i < dimension; i++, at += LANES) {
        sums[i] += from[at];
      }
    }
  }

  @Override
  public void get(int block, int lane, float[] into) {
    float[] from = blocks[block];
    for (int i = 0, at = lane; i < dimension; i++, at += LANES) {
      into[i] = from[at];
    }
  }

  @Override
  public BlockProbe probe() {
    boolean l2 = metric == Metric.L2;
    float base = metric == Metric.COSINE ? 1 : 0;
    return new BlockProbe() {
      private float[] point;

      /** Read by nobody; without it the compiler would see that asking has no effect. */
      @SuppressWarnings("unused")
      private float asked;

      @Override
      public void ask(int block) {
        float[] of = blocks[block];
        float sum = 0;
        for (int i = 0; i < of.length; i += PAGE) {
          for (int line = i, end = Math.min(of.length, i + ASKED); line < end; line += LINE) {
            sum += of[line];
          }
        }
        asked = sum;
      }

      @Override
      public BlockProbe aim(float[] point) {
        this.point = point;
        return this;
      }

      @Override
      public void distances(int block, float[] out, int at) {
        if (l2) {
          kernels.squaredL2s(point, blocks[block], n, out, at);
        } else {
          kernels.dots(point, blocks[block], n, out, at);
          for (int i = at; i < at + LANES; i++) {
            out[i] = base - out[i];
          }
        }
      }
    };
  }

  @Override
  public long heapBytes() {
    return heapBytes + 4L * blocks.length + numbers.heapBytes();
  }
}
