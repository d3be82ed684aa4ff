package org.flinkvectorindex.index.quantize;

import java.util.function.IntPredicate;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.journal.LogCursor;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.Centre;
import org.flinkvectorindex.index.vector.Points;
import org.flinkvectorindex.index.vector.Probe;
import org.flinkvectorindex.index.vector.Rows;
import org.flinkvectorindex.index.vector.Shape;

/**
 * Vectors as codes to walk by, and in full precision for the last comparison.
 *
 * <p>Codes are of what vectors differ from a {@link Centre} by, where that is another point than
 * the origin. A query is compared with codes as it is, in whole numbers of 8 to 12 bits. So is a
 * vector that is being inserted. Where two stored vectors are compared, when lists are pruned or
 * repaired, code meets code. A graph built so is coarser the fewer the bits; the search makes up
 * for it with candidates.
 *
 * <p>The error of an estimate has, over rotations, a standard deviation of |query| · |vector −
 * code| / √dimension (arXiv 2405.12497, theorem 3.2; without a rotation a rule of thumb). A
 * candidate whose estimate is worse by {@link #DEVIATIONS} of them than the worst hit so far is out
 * without being compared in full.
 */
public final class CodedPoints implements Points {
  static final double DEVIATIONS = 3;
  private static final int GROUP = 8;

  private final Shape shape;
  private final Kernels kernels;
  private final int rerank;
  private final Encoder encoder;
  private final Packing packing;
  private final Centre centre;
  private final Originals originals;
  private final Probe exactly;
  private final Pool exact = new Pool();
  private final int[] codes;
  private final float[] grid = new float[2];
  private final float[] fresh;
  private CodeRows rows;
  private float freshBeside;
  private final int[] group = new int[GROUP];
  private final float[] distances = new float[GROUP];

  private CodedPoints(Quantizer quantizer, Shape shape, Kernels kernels, Originals originals) {
    this.shape = shape;
    this.kernels = kernels;
    this.originals = originals;
    rerank = quantizer.rerank();
    encoder =
        switch (quantizer.kind()) {
          case SQ8 -> new MinMaxEncoder(shape.dimension());
          case RABITQ -> new RabitqEncoder(shape.dimension(), quantizer.bits(), kernels.hadamard());
          case NONE, PQ ->
              throw new IllegalArgumentException("no codes by slot with " + quantizer.kind());
        };
    packing = Packing.of(encoder.bits(), shape.dimension(), kernels.codes());
    centre = encoder.centre(shape);
    rows = rows(shape.metric() == Metric.L2);
    exactly = originals.probe();
    codes = new int[shape.dimension()];
    fresh = new float[shape.stride()];
  }

  /** Vectors as a spec's quantizer holds them: coded, or as they are. */
  public static Points of(IndexSpec spec, Kernels kernels, IndexStore store) {
    Shape shape = new Shape(spec.dimension(), spec.metric());
    Quantizer quantizer = spec.quantizer();
    return quantizer.kind() == Quantizer.Kind.NONE
        ? new Rows(shape, kernels)
        : new CodedPoints(
            quantizer, shape, kernels, Originals.of(quantizer, shape, kernels, store));
  }

  @Override
  public Shape shape() {
    return shape;
  }

  private CodeRows rows(boolean besides) {
    return new CodeRows(packing.bytes(), !encoder.centred(), besides);
  }

  CodeRows rows() {
    return rows;
  }

  Packing packing() {
    return packing;
  }

  Encoder encoder() {
    return encoder;
  }

  /**
   * Brings a query or a vector into the space of the codes.
   *
   * @param prepared with its padding
   * @return what it has in a distance beside dot products
   */
  float transform(float[] prepared) {
    if (!centre.moved()) {
      encoder.transform(prepared);
      return shape.metric() == Metric.L2
          ? kernels.dot(prepared, 0, prepared, 0, shape.stride())
          : shape.fromZero();
    }
    float beside = (float) centre.subtract(prepared, kernels);
    encoder.transform(prepared);
    return beside;
  }

  /** The vector that was set last, transformed. */
  float[] fresh() {
    return fresh;
  }

  /** What that has in a distance beside dot products. */
  float freshBeside() {
    return freshBeside;
  }

  @Override
  public void set(int slot, float[] vectors, int from) {
    originals.set(slot, vectors, from);
    shape.prepare(vectors, from, fresh, 0);
    encode(slot);
  }

  /** Makes the code of the prepared vector at hand. */
  private void encode(int slot) {
    freshBeside = transform(fresh);
    encoder.encode(fresh, codes, grid);
    float step = grid[1];
    double middle = encoder.centred() ? encoder.middleInSteps() * step : grid[0];
    int sum = 0;
    double error = 0;
    for (int i = 0; i < codes.length; i++) {
      sum += codes[i];
      double off = fresh[i] - (middle + (double) step * codes[i]);
      error += off * off;
    }
    rows.reach(slot);
    rows.put(slot, step, sum, (float) Math.sqrt(error), (float) middle, freshBeside);
    packing.pack(codes, rows.page(slot), rows.offset(slot));
  }

  @Override
  public Centre centre() {
    return centre;
  }

  @Override
  public void settle(int high, IntPredicate held) {
    if (!centre.settle(high, held, originals)) {
      return;
    }
    widen();
    for (int slot = 0; slot < high; slot++) {
      if (held.test(slot)) {
        originals.read(slot, fresh);
        encode(slot);
      }
    }
  }

  @Override
  public void restore(LogCursor in) throws CorruptIndexException {
    centre.restore(in);
    widen();
  }

  /** With a centre rows have a number more, but where they have it anyway. */
  private void widen() {
    if (centre.moved() && !rows.besides()) {
      rows = rows(true);
    }
  }

  @Override
  public Probe probe() {
    return new CodeProbe(this, kernels.codes());
  }

  @Override
  public Probe exactly() {
    return originals.probe();
  }

  @Override
  public Pool refine(Pool found, float[] prepared, int k) {
    double margin = margin(shape, centre.squareFrom(prepared, kernels), DEVIATIONS);
    int left = rerank == 0 ? found.size() : Math.max(rerank, k);
    exactly.aim(prepared);
    exact.clear(Math.max(1, found.size()));
    int count = 0;
    for (int i = 0; i < found.size() && left > 0; i++) {
      int slot = found.slot(i);
      if (inQuestion(found.distance(i), slot, margin, k)) {
        group[count++] = slot;
        left--;
        if (count == GROUP) {
          compare(count);
          count = 0;
        }
      }
    }
    compare(count);
    return exact;
  }

  /**
   * By how much an estimate may be wrong, times the distance of the vector from its code.
   *
   * @param square squared length of the query, or of its difference from the centre
   */
  static double margin(Shape shape, double square, double deviations) {
    double margin = deviations * Math.sqrt(square / shape.dimension());
    return shape.metric() == Metric.L2 ? 2 * margin : margin;
  }

  private boolean inQuestion(float estimate, int slot, double margin, int k) {
    // What the error leaves no number of is in question.
    return exact.size() < k
        || !(estimate - margin * CodeRows.error(rows.page(slot), rows.offset(slot) + rows.numbers())
            > exact.distance(k - 1));
  }

  private void compare(int count) {
    exactly.distances(group, 0, count, distances);
    for (int i = 0; i < count; i++) {
      exact.add(distances[i], group[i], true);
    }
  }

  @Override
  public void truncate(int high) {
    rows.truncate(high);
    originals.truncate(high);
  }

  @Override
  public long heapBytes() {
    return rows.heapBytes() + originals.heapBytes() + exact.heapBytes();
  }
}
