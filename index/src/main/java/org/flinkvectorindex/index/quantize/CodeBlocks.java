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
import org.flinkvectorindex.index.vector.Centre;
import org.flinkvectorindex.index.vector.Shape;

/**
 * Codes in blocks, component by component: half a byte each where they have up to four bits, else a
 * byte. Beside the codes of a vector stand the numbers that make distances of them, as in {@link
 * CodeRows}.
 *
 * <p>A code knows nothing of the list that its vector is in: moving a vector is a copy. It is of
 * what the vector differs from a {@link Centre} by, where that is another point than the origin;
 * but for that nobody outside has to know of it.
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

  private final Centre centre;

  /** What vectors have in distances beside dot products matters where these are differences. */
  private boolean besides;

  /** What codes are made of differences from, in the space of the codes. */
  private float[] origin;

  /** Else those of all grids are the same multiple of their step. */
  private final boolean middles;

  private final int dimension;
  private BlockCodes blocks;
  private final int[] codes;
  private final float[] decoded;
  private final float[] off;
  private final float[] grid = new float[2];

  private CodeBlocks(Encoder encoder, Shape shape, BlockKernels kernels) {
    this(encoder, encoder.centre(shape), shape, kernels, CodedPoints.DEVIATIONS);
  }

  private CodeBlocks(
      Encoder encoder, Centre centre, Shape shape, BlockKernels kernels, double deviations) {
    this.centre = centre;
    this.deviations = deviations;
    this.encoder = encoder;
    this.shape = shape;
    this.kernels = kernels;
    dimension = shape.dimension();
    nibbles = encoder.bits() <= 4;
    besides = shape.metric() == Metric.L2;
    middles = !encoder.centred();
    blocks =
        new BlockCodes(
            nibbles ? (dimension + 1) / 2 : dimension,
            CodeEstimate.floats(besides, middles),
            lane -> lane);
    codes = new int[dimension + 1];
    decoded = new float[dimension];
    off = new float[dimension];
    origin = new float[dimension];
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
    return new CodeBlocks(encoder, Centre.NONE, shape, kernels.blocks(), deviations);
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
  public Centre centre() {
    return centre;
  }

  @Override
  public void centred() {
    if (centre.moved()) {
      origin = centre.copy();
      encoder.transform(origin);
      if (!besides) {
        besides = true;
        blocks = new BlockCodes(blocks, CodeEstimate.floats(besides, middles));
      }
    }
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
    double own = 0;
    for (int i = 0; i < dimension; i++) {
      own += (double) vector[i] * vector[i];
      off[i] = vector[i] - origin[i];
    }
    encoder.encode(off, codes, grid);
    codes[dimension] = 0;
    byte[] to = blocks.codes(block);
    int start = blocks.codesStart(block);
    float step = CodeGrid.rounded(grid[1]);
    double middle = middles ? (float) mean(off, step) : middle(step);
    double square = 0;
    double error = 0;
    for (int i = 0; i < dimension; i++) {
      square += (double) off[i] * off[i];
      double wrong = off[i] - (middle + (double) step * codes[i]);
      error += wrong * wrong;
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
    double wrong = Math.sqrt(nibbles ? Math.max(error, ROUNDING * ROUNDING * square) : error);
    of[number + CodeEstimate.GRID] = CodeGrid.pack(step, (float) wrong);
    if (besides) {
      of[number + CodeEstimate.BESIDE] =
          (float) (centre.moved() ? centre.beside(square, own) : square);
    }
    if (middles) {
      of[number + CodeEstimate.middle(besides)] = (float) middle;
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
    return encoder.middleInSteps() * step;
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
    float middle = middles ? of[number + CodeEstimate.middle(besides)] : (float) middle(step);
    for (int i = 0; i < dimension; i++) {
      into[i] = origin[i] + (middle + step * codes[i]);
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
    private final float[] apart = new float[dimension];
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
      double own = 0;
      double square = 0;
      for (int i = 0; i < dimension; i++) {
        apart[i] = point[i] - origin[i];
        greatest = Math.max(greatest, Math.abs(apart[i]));
        own += (double) point[i] * point[i];
        square += (double) apart[i] * apart[i];
      }
      double scale = greatest == 0 ? 0 : most / (double) greatest;
      float step = greatest / most;
      int sum = 0;
      int odd = 0;
      for (int i = 0; i < dimension; i++) {
        int number = (int) Math.rint(apart[i] * scale);
        ints[i] = number;
        shorts[i] = (short) number;
        sum += number;
        odd += (i & 1) * number;
      }
      shorts[dimension] = 0;
      BlockKernels.steepen(shorts, dimension + (dimension & 1));
      estimate =
          new CodeEstimate(
              base(square, own),
              l2 ? 2 : 1,
              besides,
              middles,
              step,
              nibbles ? HALF * odd : 128 * sum, // Bytes have a sign.
              (float) ((double) step * sum * (middles ? 1 : encoder.middleInSteps())),
              (float) CodedPoints.margin(shape, square, deviations));
      return this;
    }

    private float base(double square, double own) {
      if (centre.moved()) {
        return (float) centre.beside(square, own);
      }
      return l2 ? (float) square : shape.fromZero();
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
