package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.distance.CodeEstimate;
import org.flinkvectorindex.index.distance.CodeGrid;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.Shape;

/**
 * Codes in blocks, component by component: half a byte each where they have up to four bits, else a
 * byte. Beside the codes of a vector stand the numbers that make distances of them, as in {@link
 * CodeRows}.
 *
 * <p>A code knows nothing of the list that its vector is in: moving a vector is a copy.
 */
public final class CodeBlocks implements Blocks {
  private final Shape shape;
  private final BlockKernels kernels;

  /**
   * Of a vector's length: what an estimate is off by however exact the code is, since the query's
   * components are rounded too, to a sixty-third of the greatest.
   */
  private static final double ROUNDING = 0.02;

  /** What the upper half of a byte is less than its code: it has a sign. */
  private static final int HALF = 8;

  private final Encoder encoder;
  private final double deviations;
  private final boolean nibbles;

  /** Lengths matter only where distances are differences. */
  private final boolean squares;

  /** Else those of all grids are the same multiple of their step. */
  private final boolean middles;

  private final int dimension;
  private final BlockCodes blocks;
  private final int[] codes;
  private final float[] decoded;
  private final float[] grid = new float[2];

  private CodeBlocks(Encoder encoder, Shape shape, BlockKernels kernels) {
    this(encoder, shape, kernels, CodedPoints.DEVIATIONS);
  }

  private CodeBlocks(Encoder encoder, Shape shape, BlockKernels kernels, double deviations) {
    this.deviations = deviations;
    this.encoder = encoder;
    this.shape = shape;
    this.kernels = kernels;
    dimension = shape.dimension();
    nibbles = encoder.bits() <= 4;
    squares = shape.metric() == Metric.L2;
    middles = !encoder.centred();
    blocks =
        new BlockCodes(
            nibbles ? (dimension + 1) / 2 : dimension,
            CodeEstimate.floats(squares, middles),
            lane -> lane);
    codes = new int[dimension + 1];
    decoded = new float[dimension];
  }

  /** Blocks as a spec's quantizer has them: of codes, or of vectors as they are. */
  public static Blocks of(IndexSpec spec, Kernels kernels) {
    Shape shape = new Shape(spec.dimension(), spec.metric());
    Quantizer quantizer = spec.quantizer();
    return switch (quantizer.kind()) {
      case NONE -> SketchedBlocks.of(shape, kernels);
      case SQ8 -> new CodeBlocks(new MinMaxEncoder(shape.dimension()), shape, kernels.blocks());
      case RABITQ ->
          // Fewer bits than there is room for would be coarser and no smaller.
          new CodeBlocks(
              new RabitqEncoder(
                  shape.dimension(), quantizer.bits() <= 4 ? 4 : 8, kernels.hadamard()),
              shape,
              kernels.blocks());
      case PQ -> new ProductBlocks(shape, kernels.blocks());
    };
  }

  /**
   * Half a byte a component, after a rotation.
   *
   * @param deviations by which an estimate may be off
   */
  public static CodeBlocks nibbles(Shape shape, Kernels kernels, double deviations) {
    Encoder encoder = new RabitqEncoder(shape.dimension(), 4, kernels.hadamard());
    return new CodeBlocks(encoder, shape, kernels.blocks(), deviations);
  }

  @Override
  public void transform(float[] prepared) {
    encoder.transform(prepared);
  }

  @Override
  public void undo(float[] vector) {
    encoder.undo(vector);
  }

  @Override
  public boolean transforms() {
    return encoder.transforms();
  }

  @Override
  public int take() {
    return blocks.take();
  }

  @Override
  public void give(int block) {
    blocks.give(block);
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
    encoder.encode(vector, codes, grid);
    codes[dimension] = 0;
    byte[] to = blocks.codes(block);
    int start = blocks.codesStart(block);
    float step = CodeGrid.rounded(grid[1]);
    double middle = middles ? (float) mean(vector, step) : middle(step);
    double square = 0;
    double error = 0;
    for (int i = 0; i < dimension; i++) {
      square += (double) vector[i] * vector[i];
      double off = vector[i] - (middle + (double) step * codes[i]);
      error += off * off;
    }
    if (nibbles) {
      for (int i = 0, at = start + lane; i < dimension; i += 2, at += LANES) {
        to[at] = (byte) (codes[i] + (codes[i + 1] - HALF << 4));
      }
    } else {
      for (int i = 0, at = start + lane; i < dimension; i++, at += LANES) {
        to[at] = (byte) (codes[i] - 128);
      }
    }
    float[] of = blocks.numbers(block);
    int number = blocks.numbersStart(block) + lane;
    double off = Math.sqrt(nibbles ? Math.max(error, ROUNDING * ROUNDING * square) : error);
    of[number + CodeEstimate.GRID] = CodeGrid.pack(step, (float) off);
    if (squares) {
      of[number + CodeEstimate.SQUARE] = (float) square;
    }
    if (middles) {
      of[number + CodeEstimate.middle(squares)] = (float) middle;
    }
  }

  /**
   * Of a vector's own grid, such that what the codes leave has no mean: else a query that has one
   * would be off by more than chance.
   */
  private double mean(float[] vector, float step) {
    double sum = 0;
    for (int i = 0; i < dimension; i++) {
      sum += vector[i] - (double) step * codes[i];
    }
    return sum / dimension;
  }

  private double middle(float step) {
    return -centre() * step;
  }

  /** Of a centred grid, in steps from its first point. */
  private double centre() {
    return ((1 << encoder.bits()) - 1) / 2.0;
  }

  @Override
  public void copy(int block, int lane, int toBlock, int toLane) {
    blocks.copy(block, lane, toBlock, toLane);
  }

  @Override
  public void sum(int block, int lanes, double[] sums) {
    for (int rest = lanes; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      get(block, lane, decoded);
      for (int i = 0; i < dimension; i++) {
        sums[i] += decoded[i];
      }
    }
  }

  @Override
  public void get(int block, int lane, float[] into) {
    unpack(block, lane);
    float[] of = blocks.numbers(block);
    int number = blocks.numbersStart(block) + lane;
    float step = CodeGrid.step(of[number + CodeEstimate.GRID]);
    float middle = middles ? of[number + CodeEstimate.middle(squares)] : (float) middle(step);
    for (int i = 0; i < dimension; i++) {
      into[i] = middle + step * codes[i];
    }
  }

  private void unpack(int block, int lane) {
    byte[] from = blocks.codes(block);
    int start = blocks.codesStart(block);
    if (nibbles) {
      for (int i = 0, at = start + lane; i < dimension; i += 2, at += LANES) {
        codes[i] = from[at] & 15;
        codes[i + 1] = (from[at] >> 4) + HALF;
      }
    } else {
      for (int i = 0, at = start + lane; i < dimension; i++, at += LANES) {
        codes[i] = from[at] + 128;
      }
    }
  }

  @Override
  public BlockProbe probe() {
    return new CodeBlockProbe();
  }

  /**
   * With a point of about <i>s·uᵢ</i> and a vector of about <i>m + t·cᵢ</i> their dot product is
   * <i>t s Σuᵢcᵢ + m s Σuᵢ</i>: one sum over the components, in whole numbers.
   */
  private final class CodeBlockProbe implements BlockProbe {
    private final int most = nibbles ? BlockKernels.NIBBLE_MOST : Packing.most(dimension, 255);
    private final short[] shorts = new short[dimension + 1];
    private final int[] ints = new int[dimension];
    private final int[] sums = new int[LANES];
    private final boolean l2 = shape.metric() == Metric.L2;
    private final boolean cosine = shape.metric() == Metric.COSINE;
    private CodeEstimate estimate;

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
    public BlockProbe aim(float[] point) {
      float greatest = 0;
      double squares = 0;
      for (int i = 0; i < dimension; i++) {
        greatest = Math.max(greatest, Math.abs(point[i]));
        squares += (double) point[i] * point[i];
      }
      double scale = greatest == 0 ? 0 : most / (double) greatest;
      float step = greatest / most;
      int sum = 0;
      int odd = 0;
      for (int i = 0; i < dimension; i++) {
        int number = (int) Math.rint(point[i] * scale);
        ints[i] = number;
        shorts[i] = (short) number;
        sum += number;
        odd += (i & 1) * number;
      }
      shorts[dimension] = 0;
      BlockKernels.steepen(shorts, dimension + (dimension & 1));
      estimate =
          new CodeEstimate(
              l2 ? (float) squares : cosine ? 1 : 0,
              l2 ? 2 : 1,
              l2,
              middles,
              step,
              nibbles ? HALF * odd : 128 * sum, // Bytes have a sign.
              (float) ((double) step * sum * (middles ? 1 : -centre())),
              (float) CodedPoints.margin(shape, squares, deviations));
      return this;
    }

    @Override
    public void distances(int block, float[] out, int at) {
      distances(block, out, out, at);
    }

    @Override
    public void distances(int block, float[] out, float[] least, int at) {
      if (nibbles) {
        kernels.nibbles(
            shorts,
            blocks.codes(block),
            blocks.codesStart(block),
            dimension + (dimension & 1),
            sums);
      } else {
        kernels.bytes(ints, blocks.codes(block), blocks.codesStart(block), dimension, sums);
      }
      kernels.estimates(
          estimate, sums, blocks.numbers(block), blocks.numbersStart(block), out, least, at);
    }
  }

  @Override
  public long heapBytes() {
    return blocks.heapBytes();
  }
}
