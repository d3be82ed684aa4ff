package org.flinkvectorindex.index.quantize;

import java.util.Arrays;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.BlockKernels;
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
  /** Of a vector's numbers. */
  private static final int STEP = 0;

  private static final int ERROR = LANES;
  private static final int SQUARE = 2 * LANES;

  private final Shape shape;
  private final BlockKernels kernels;
  private final int dimension;
  private final int pairs;

  /** Lengths matter only where distances are differences. */
  private final boolean squares;

  private final BlockCodes blocks;
  private final Codebook[] codebooks;
  private byte[] of = new byte[0];
  private final float[] scaled;
  private final byte[] codes;

  public ProductBlocks(Shape shape, BlockKernels kernels) {
    this.shape = shape;
    this.kernels = kernels;
    dimension = shape.dimension();
    pairs = Codebook.pairs(dimension);
    squares = shape.metric() == Metric.L2;
    int last = squares ? SQUARE : ERROR;
    blocks = new BlockCodes((pairs + 1) / 2, last / LANES + 1, BlockKernels::lookupByte);
    codebooks = new Codebook[] {Codebook.normal(dimension), Codebook.normal(dimension)};
    scaled = new float[2 * pairs];
    codes = new byte[(pairs + 1) / 2 * 2];
  }

  public int dimension() {
    return dimension;
  }

  public BlockKernels kernels() {
    return kernels;
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
    int block = blocks.take();
    if (block >= of.length) {
      of = Arrays.copyOf(of, Math.max(block + 1, of.length + of.length / 2 + 16));
    }
    of[block] = (byte) codebook;
    return block;
  }

  @Override
  public void give(int block) {
    blocks.give(block);
  }

  @Override
  public boolean alike(int block, int other) {
    return of[block] == of[other];
  }

  @Override
  public int gathered() {
    return blocks.gathered();
  }

  @Override
  public void gather(int[] numbers, int from, int to) {
    blocks.gather(numbers, from, to);
  }

  @Override
  public void set(int block, int lane, float[] vector) {
    Codebook codebook = codebooks[of[block]];
    double square = Codebook.scale(vector, dimension, scaled);
    double dot = 0;
    double length = 0;
    kernels.codewords(codebook.words(), scaled, pairs, codes);
    for (int pair = 0; pair < pairs; pair++) {
      float x = scaled[2 * pair];
      float y = scaled[2 * pair + 1];
      int code = codes[pair];
      float first = codebook.first(pair, code);
      float second = 2 * pair + 1 < dimension ? codebook.second(pair, code) : 0;
      dot += (double) x * first + (double) y * second;
      length += (double) first * first + (double) second * second;
    }
    // In units of the scaled vector, whose squared length is the dimension.
    double step = step(dot, length);
    double error = square == 0 ? 0 : dimension - 2 * step * dot + step * step * length;
    double unit = Math.sqrt(square / dimension);
    byte[] to = blocks.codes(block);
    for (int i = 0, at = blocks.codesStart(block) + BlockKernels.lookupByte(lane);
        i < pairs;
        i += 2, at += LANES) {
      to[at] = (byte) (codes[i] | codes[i + 1] << 4);
    }
    float[] grid = blocks.numbers(block);
    int number = blocks.numbersStart(block) + lane;
    grid[number + STEP] = (float) (step * unit);
    grid[number + ERROR] = (float) (Math.sqrt(Math.max(0, error)) * unit);
    if (squares) {
      grid[number + SQUARE] = (float) square;
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
    blocks.copy(block, lane, toBlock, toLane);
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
    byte[] from = blocks.codes(block);
    float step = blocks.numbers(block)[blocks.numbersStart(block) + STEP + lane];
    int at = blocks.codesStart(block) + BlockKernels.lookupByte(lane);
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
    private final LookupTables[] tables = {
      new LookupTables(shape, kernels), new LookupTables(shape, kernels)
    };
    private final int[] sums = new int[LANES];
    private float square;

    /** Read by nobody; without it the compiler would see that asking has no effect. */
    @SuppressWarnings("unused")
    private int asked;

    @Override
    public void ask(int block) {
      asked = blocks.touch(block);
    }

    @Override
    public void find(int block) {
      asked = blocks.find(block);
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
      kernels.lookups(
          tables.entries(), blocks.codes(block), blocks.codesStart(block), tables.count(), sums);
      float step = tables.step();
      float base = tables.base();
      float[] grid = blocks.numbers(block);
      int number = blocks.numbersStart(block);
      switch (shape.metric()) {
        case COSINE -> {
          for (int i = 0; i < LANES; i++) {
            out[at + i] = 1 - grid[number + STEP + i] * (base + step * sums[i]);
          }
        }
        case IP -> {
          for (int i = 0; i < LANES; i++) {
            out[at + i] = -(grid[number + STEP + i] * (base + step * sums[i]));
          }
        }
        case L2 -> {
          for (int i = 0; i < LANES; i++) {
            out[at + i] =
                square
                    + grid[number + SQUARE + i]
                    - 2 * (grid[number + STEP + i] * (base + step * sums[i]));
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
      float[] grid = blocks.numbers(block);
      int number = blocks.numbersStart(block);
      float margin = of.margin();
      float rounding = of.rounding();
      for (int i = 0; i < LANES; i++) {
        least[at + i] =
            out[at + i] - (margin * grid[number + ERROR + i] + rounding * grid[number + STEP + i]);
      }
    }
  }

  @Override
  public long heapBytes() {
    return blocks.heapBytes() + of.length + codebooks[0].heapBytes() + codebooks[1].heapBytes();
  }
}
