package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.vector.Shape;

/**
 * The dot products of a point's pairs with all codewords of a codebook, as {@link
 * BlockKernels#lookups} takes them: rounded to whole numbers of one step for all, each pair from
 * its least on. A dot product with a code is <i>base + step · sum</i>.
 */
final class LookupTables {
  private static final int WORDS = Codebook.WORDS;

  /** Less is nothing: there would be no finite number of entries in a unit. */
  private static final float LEAST = 1e-30f;

  private final BlockKernels kernels;
  private final int dimension;
  private final int pairs;
  private final boolean l2;
  private final byte[] entries;
  private final float[] dots;
  private final float[] leasts;
  private final float[] taken = new float[WORDS];
  private boolean filled;
  private float step;
  private float base;
  private float margin;
  private float rounding;

  LookupTables(Shape shape, BlockKernels kernels) {
    this.kernels = kernels;
    dimension = shape.dimension();
    pairs = Codebook.pairs(dimension);
    l2 = shape.metric() == Metric.L2;
    entries = new byte[(count() + 1) * BlockKernels.TABLE];
    dots = new float[pairs * WORDS];
    leasts = new float[pairs];
  }

  /** Tables, with one of zeros where pairs are odd. */
  int count() {
    return pairs + (pairs & 1);
  }

  byte[] entries() {
    return entries;
  }

  float step() {
    return step;
  }

  float base() {
    return base;
  }

  /**
   * How far an estimate may be off, times the distance of a vector from its code: some deviations,
   * if the error lies among pairs as the codebook's did.
   */
  float margin() {
    return margin;
  }

  /** The same for what rounding adds, times the scale of the code. */
  float rounding() {
    return rounding;
  }

  void clear() {
    filled = false;
  }

  /**
   * Fills the tables unless they are filled.
   *
   * @param point padded to pairs
   */
  LookupTables fill(Codebook codebook, float[] point) {
    if (!filled) {
      filled = true;
      round(range(codebook.words(), point));
      estimate(codebook.errors(), point);
    }
    return this;
  }

  /** Computes dot products, each less the least of its pair; returns the greatest. */
  private float range(float[] words, float[] point) {
    float greatest = kernels.products(words, point, pairs, dots, leasts);
    double sum = 0;
    for (float least : leasts) {
      sum += least;
    }
    base = (float) sum;
    return greatest;
  }

  /**
   * Where a pair is short beside the longest, all its numbers may be rounded to nothing, and that
   * is always less than what they were: what rounding takes on average is given back.
   */
  private void round(float greatest) {
    step = greatest / BlockKernels.LOOKUP_MOST;
    float scale = greatest < LEAST ? 0 : BlockKernels.LOOKUP_MOST / greatest;
    kernels.round(dots, pairs, scale, step, entries, taken);
    double sum = 0;
    for (float each : taken) {
      sum += each;
    }
    base += (float) (sum / WORDS);
  }

  private void estimate(float[] errors, float[] point) {
    double sum = 0;
    double weighted = 0;
    double square = 0;
    for (int pair = 0; pair < pairs; pair++) {
      double length =
          (double) point[2 * pair] * point[2 * pair]
              + (double) point[2 * pair + 1] * point[2 * pair + 1];
      sum += errors[pair];
      weighted += errors[pair] * length;
      square += length;
    }
    double variance = sum == 0 ? square / dimension : weighted / sum / 2;
    double deviations = CodedPoints.DEVIATIONS * (l2 ? 2 : 1);
    margin = (float) (deviations * Math.sqrt(variance));
    rounding = (float) (deviations * step * Math.sqrt(pairs / 12.0));
  }
}
