package org.flinkvectorindex.index.quantize;

import java.util.Arrays;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.vector.BlockNumbers;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.Shape;

/**
 * Codes of a {@link Codebook} in blocks, half a byte for two components. Beside the code of a
 * vector stand a scale, with which estimates of dot products are right for the vector itself, and
 * the distance of the scaled code from it, as in {@link CodeBlocks}.
 *
 * <p>A block is of one of two codebooks, and a code is copied between blocks of the same only.
 * Which block is of which is the caller's business; that both exist at a time, and no more, too.
 */
public final class ProductBlocks implements Blocks {
  private static final byte[] NONE = {};
  private static final float[] NO_GRIDS = {};

  /** Every fourth cache line: the hardware foresees those between. */
  private static final int ASKED = 256;

  /** Of a vector's numbers. */
  private static final int STEP = 0;

  private static final int ERROR = LANES;
  private static final int SQUARE = 2 * LANES;

  private final Shape shape;
  private final BlockKernels kernels;
  private final int dimension;
  private final int pairs;
  private final int codeBytes;
  private final int gridFloats;
  private final BlockNumbers numbers = new BlockNumbers();
  private final Codebook[] codebooks;
  private byte[][] blocks = new byte[0][];
  private float[][] grids = new float[0][];
  private byte[] of = new byte[0];
  private long heapBytes;
  private final float[] scaled;
  private final byte[] codes;

  public ProductBlocks(Shape shape, BlockKernels kernels) {
    this.shape = shape;
    this.kernels = kernels;
    dimension = shape.dimension();
    pairs = Codebook.pairs(dimension);
    codeBytes = LANES * ((pairs + 1) / 2);
    // Lengths matter only where distances are differences.
    gridFloats = shape.metric() == Metric.L2 ? SQUARE + LANES : SQUARE;
    codebooks = new Codebook[] {Codebook.normal(dimension), Codebook.normal(dimension)};
    scaled = new float[2 * pairs];
    codes = new byte[(pairs + 1) / 2 * 2];
  }

  public int dimension() {
    return dimension;
  }

  /** One of the two codebooks, while no block is of the one that was in its place. */
  public void use(int number, Codebook codebook) {
    codebooks[number] = codebook;
  }

  @Override
  public int take() {
    return take(0);
  }

  @Override
  public int take(int codebook) {
    int block = numbers.take();
    if (block >= blocks.length) {
      int length = Math.max(block + 1, blocks.length + blocks.length / 2 + 16);
      blocks = Arrays.copyOf(blocks, length);
      grids = Arrays.copyOf(grids, length);
      of = Arrays.copyOf(of, length);
    }
    blocks[block] = new byte[codeBytes];
    grids[block] = new float[gridFloats];
    of[block] = (byte) codebook;
    heapBytes += 32 + codeBytes + 4L * gridFloats;
    return block;
  }

  @Override
  public void give(int block) {
    blocks[block] = NONE;
    grids[block] = NO_GRIDS;
    heapBytes -= 32 + codeBytes + 4L * gridFloats;
    numbers.give(block);
  }

  @Override
  public boolean alike(int block, int other) {
    return of[block] == of[other];
  }

  @Override
  public void set(int block, int lane, float[] vector) {
    Codebook codebook = codebooks[of[block]];
    double squares = Codebook.scale(vector, dimension, scaled);
    double dot = 0;
    double length = 0;
    for (int pair = 0; pair < pairs; pair++) {
      float x = scaled[2 * pair];
      float y = scaled[2 * pair + 1];
      int code = Codebook.nearest(codebook.words(), pair, x, y);
      codes[pair] = (byte) code;
      float first = codebook.first(pair, code);
      float second = 2 * pair + 1 < dimension ? codebook.second(pair, code) : 0;
      dot += (double) x * first + (double) y * second;
      length += (double) first * first + (double) second * second;
    }
    // In units of the scaled vector, whose squared length is the dimension.
    double step = step(dot, length);
    double error = squares == 0 ? 0 : dimension - 2 * step * dot + step * step * length;
    double unit = Math.sqrt(squares / dimension);
    byte[] to = blocks[block];
    for (int i = 0, at = BlockKernels.lookupByte(lane); i < pairs; i += 2, at += LANES) {
      to[at] = (byte) (codes[i] | codes[i + 1] << 4);
    }
    float[] grid = grids[block];
    grid[STEP + lane] = (float) (step * unit);
    grid[ERROR + lane] = (float) (Math.sqrt(Math.max(0, error)) * unit);
    if (gridFloats > SQUARE) {
      grid[SQUARE + lane] = (float) squares;
    }
  }

  /**
   * What makes the dot product of the vector with its own code right. A code that has next to
   * nothing of its vector's direction would be scaled beyond all bounds: it says nothing.
   */
  private double step(double dot, double length) {
    return dot * 8 > Math.sqrt(length * dimension) ? dimension / dot : 0;
  }

  @Override
  public void copy(int block, int lane, int toBlock, int toLane) {
    byte[] from = blocks[block];
    byte[] to = blocks[toBlock];
    int in = BlockKernels.lookupByte(lane);
    int out = BlockKernels.lookupByte(toLane);
    for (int at = 0; at < codeBytes; at += LANES) {
      to[at + out] = from[at + in];
    }
    for (int at = 0; at < gridFloats; at += LANES) {
      grids[toBlock][at + toLane] = grids[block][at + lane];
    }
  }

  @Override
  public void sum(int block, int lanes, double[] sums) {
    for (int rest = lanes; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      get(block, lane, scaled);
      for (int i = 0; i < dimension; i++) {
        sums[i] += scaled[i];
      }
    }
  }

  @Override
  public void get(int block, int lane, float[] into) {
    Codebook codebook = codebooks[of[block]];
    byte[] from = blocks[block];
    float step = grids[block][STEP + lane];
    int at = BlockKernels.lookupByte(lane);
    for (int pair = 0; pair < pairs; pair++) {
      int both = from[at + pair / 2 * LANES];
      int code = (pair & 1) == 0 ? both & 15 : both >> 4 & 15;
      into[2 * pair] = step * codebook.first(pair, code);
      if (2 * pair + 1 < dimension) {
        into[2 * pair + 1] = step * codebook.second(pair, code);
      }
    }
  }

  @Override
  public BlockProbe probe() {
    return new ProductProbe();
  }

  private final class ProductProbe implements BlockProbe {
    private final float[] point = new float[2 * pairs];
    private final LookupTables[] tables = {new LookupTables(shape), new LookupTables(shape)};
    private final int[] sums = new int[LANES];
    private float square;

    /** Read by nobody; without it the compiler would see that asking has no effect. */
    @SuppressWarnings("unused")
    private int asked;

    @Override
    public void ask(int block) {
      int sum = 0;
      for (int i = 0; i < codeBytes; i += ASKED) {
        sum += blocks[block][i];
      }
      asked = sum + (int) grids[block][0];
    }

    @Override
    public BlockProbe aim(float[] aimed) {
      double squares = 0;
      for (int i = 0; i < dimension; i++) {
        point[i] = aimed[i];
        squares += (double) aimed[i] * aimed[i];
      }
      square = (float) squares;
      tables[0].clear();
      tables[1].clear();
      return this;
    }

    /** Those of the codebook that a block is of. */
    private LookupTables tables(int block) {
      return tables[of[block]].fill(codebooks[of[block]], point);
    }

    private void distances(LookupTables tables, int block, float[] out, int at) {
      kernels.lookups(tables.entries(), blocks[block], tables.count(), sums);
      float step = tables.step();
      float base = tables.base();
      float[] grid = grids[block];
      switch (shape.metric()) {
        case COSINE -> {
          for (int i = 0; i < LANES; i++) {
            out[at + i] = 1 - grid[STEP + i] * (base + step * sums[i]);
          }
        }
        case IP -> {
          for (int i = 0; i < LANES; i++) {
            out[at + i] = -(grid[STEP + i] * (base + step * sums[i]));
          }
        }
        case L2 -> {
          for (int i = 0; i < LANES; i++) {
            out[at + i] =
                square + grid[SQUARE + i] - 2 * (grid[STEP + i] * (base + step * sums[i]));
          }
        }
      }
    }

    @Override
    public void distances(int block, float[] out, int at) {
      distances(tables(block), block, out, at);
    }

    @Override
    public void distances(int block, float[] out, float[] least, int at) {
      LookupTables of = tables(block);
      distances(of, block, out, at);
      float[] grid = grids[block];
      float margin = of.margin();
      float rounding = of.rounding();
      for (int i = 0; i < LANES; i++) {
        least[at + i] = out[at + i] - (margin * grid[ERROR + i] + rounding * grid[STEP + i]);
      }
    }
  }

  @Override
  public long heapBytes() {
    return heapBytes
        + 9L * blocks.length
        + numbers.heapBytes()
        + codebooks[0].heapBytes()
        + codebooks[1].heapBytes();
  }
}
