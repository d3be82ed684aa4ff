package org.flinkvectorindex.index.vector;

import java.util.Arrays;
import java.util.Optional;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.Kernels;

/**
 * Vectors in full precision, row by row: one of them is read as fast as all. Rows are made a few at
 * a time, so that a block that is not full takes up little.
 */
public final class RowBlocks implements Blocks {
  /** Rows made at a time. */
  private static final int ROWS = 8;

  private static final int PARTS = LANES / ROWS;
  private static final float[] NONE = {};

  private final Kernels kernels;
  private final Metric metric;
  private final int dimension;
  private final int n;
  private final int lines;
  private final BlockNumbers numbers = new BlockNumbers();

  /** Of each block its parts. */
  private float[][] parts = new float[0][];

  private long heapBytes;

  public RowBlocks(Shape shape, Kernels kernels) {
    this.kernels = kernels;
    metric = shape.metric();
    dimension = shape.dimension();
    n = Kernels.padded(dimension);
    lines = Prefetch.lines(n * Float.BYTES);
  }

  @Override
  public int take() {
    int block = numbers.take();
    int end = PARTS * (block + 1);
    if (end > parts.length) {
      int before = parts.length;
      parts = Arrays.copyOf(parts, end + end / 2 / PARTS * PARTS);
      Arrays.fill(parts, before, parts.length, NONE);
    }
    return block;
  }

  @Override
  public void give(int block) {
    for (int part = PARTS * block; part < PARTS * (block + 1); part++) {
      heapBytes -= parts[part] == NONE ? 0 : 16 + 4L * n * ROWS;
      parts[part] = NONE;
    }
    numbers.give(block);
  }

  private float[] rows(int block, int lane) {
    return parts[PARTS * block + lane / ROWS];
  }

  private int from(int lane) {
    return lane % ROWS * n;
  }

  private float[] made(int block, int lane) {
    int part = PARTS * block + lane / ROWS;
    if (parts[part] == NONE) {
      parts[part] = new float[n * ROWS];
      heapBytes += 16 + 4L * n * ROWS;
    }
    return parts[part];
  }

  @Override
  public void set(int block, int lane, float[] vector) {
    System.arraycopy(vector, 0, made(block, lane), from(lane), dimension);
  }

  @Override
  public void copy(int block, int lane, int toBlock, int toLane) {
    float[] from = rows(block, lane);
    System.arraycopy(from, from(lane), made(toBlock, toLane), from(toLane), dimension);
  }

  @Override
  public void sum(int block, int lanes, double[] sums) {
    for (int rest = lanes; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      float[] row = rows(block, lane);
      int from = from(lane);
      for (int i = 0; i < dimension; i++) {
        sums[i] += row[from + i];
      }
    }
  }

  @Override
  public void get(int block, int lane, float[] into) {
    System.arraycopy(rows(block, lane), from(lane), into, 0, dimension);
  }

  @Override
  public RowsProbe probe() {
    return new RowsProbe();
  }

  @Override
  public Optional<RowBlocks> rows() {
    return Optional.of(this);
  }

  /** Floats of a prepared vector. */
  public int stride() {
    return n;
  }

  /** Compares with blocks, or with single vectors of them. */
  public final class RowsProbe implements BlockProbe {
    private final float base = metric == Metric.COSINE ? 1 : 0;
    private float[] point;

    /** Read by nobody; without it the compiler would see that asking has no effect. */
    @SuppressWarnings("unused")
    private float asked;

    @Override
    public RowsProbe aim(float[] point) {
      this.point = point;
      return this;
    }

    @Override
    public void ask(int block) {
      asked = touch(block, 0);
    }

    /** Asks memory for one vector, where the sum of what this returns is kept somewhere. */
    public float touch(int block, int lane) {
      float[] rows = rows(block, lane);
      return rows == NONE ? 0 : Prefetch.floats(rows, from(lane), lines);
    }

    /** The distance to one vector: the same bits as among all of its block. */
    public float distance(int block, int lane) {
      float[] rows = rows(block, lane);
      int from = from(lane);
      return metric == Metric.L2
          ? kernels.squaredL2(point, 0, rows, from, n)
          : base - kernels.dot(point, 0, rows, from, n);
    }

    @Override
    public void distances(int block, float[] out, int at) {
      for (int lane = 0; lane < LANES; lane += 4) {
        float[] rows = rows(block, lane);
        if (rows == NONE) {
          return;
        }
        four(rows, from(lane), out, at + lane);
      }
    }

    private void four(float[] rows, int a, float[] out, int at) {
      int b = a + n;
      int c = b + n;
      int d = c + n;
      if (metric == Metric.L2) {
        kernels.squaredL2x4(point, 0, rows, a, rows, b, rows, c, rows, d, n, out, at);
      } else {
        kernels.dot4(point, 0, rows, a, rows, b, rows, c, rows, d, n, out, at);
        for (int i = at; i < at + 4; i++) {
          out[i] = base - out[i];
        }
      }
    }
  }

  @Override
  public long heapBytes() {
    return heapBytes + 4L * parts.length + numbers.heapBytes();
  }
}
