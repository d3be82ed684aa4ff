package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.CodeKernels;
import org.flinkvectorindex.index.vector.Prefetch;
import org.flinkvectorindex.index.vector.Probe;

/**
 * Distances by codes. With a query of grid points <i>o + s·uᵢ</i> and a vector of <i>m + t·cᵢ</i>,
 * their dot product is <i>t (s Σuᵢcᵢ + o Σcᵢ) + m (s Σuᵢ + n o)</i>: one sum over the components.
 */
final class CodeProbe extends Probe {
  /** One over less is more than a float holds: such components are as good as zero. */
  private static final double LEAST_STEP = 1e-38;

  private final CodedPoints points;
  private final int numbersAt;
  private final int besideAt;
  private final int factor;
  private final boolean middles;

  /** The middle of all grids, where rows have none of their own. */
  private final double middleInSteps;

  private final Packing.Sums sums;
  private final CodeKernels kernels;
  private final int dimension;
  private final float[] query;
  private final int[] numbers;
  private final int[] four = new int[4];

  private double step;
  private double offset;

  /** s Σuᵢ + n o. */
  private double total;

  /** What a distance has beside dot products, of this side. */
  private float base;

  private CodeRows rows;
  private boolean besides;

  /** Read by nobody; without it the compiler would see that touching has no effect. */
  @SuppressWarnings("unused")
  private int touched;

  CodeProbe(CodedPoints points, CodeKernels kernels) {
    this.points = points;
    this.kernels = kernels;
    numbersAt = points.rows().numbers();
    besideAt = numbersAt + points.rows().besideAt();
    sums = points.packing().sums();
    factor = points.shape().metric() == Metric.L2 ? 2 : 1;
    middles = !points.encoder().centred();
    middleInSteps = points.encoder().middleInSteps();
    dimension = points.shape().dimension();
    query = new float[points.shape().stride()];
    numbers = new int[points.shape().stride()];
  }

  @Override
  public Probe aim(float[] prepared) {
    System.arraycopy(prepared, 0, query, 0, dimension);
    base = points.transform(query);
    return aimTransformed(query);
  }

  @Override
  public Probe aimNew(int slot) {
    base = points.freshBeside();
    return aimTransformed(points.fresh());
  }

  private Probe aimTransformed(float[] v) {
    aimRows();
    int sum;
    if (sums.signed()) {
      step = kernels.greatest(v, v.length) / sums.most();
      offset = 0;
      sum = kernels.round(v, v.length, step < LEAST_STEP ? 0 : (float) (1 / step), numbers);
    } else {
      sum = roundFromLeast(v);
    }
    total = step * sum + dimension * offset;
    sums.aim(numbers, sum);
    return this;
  }

  /** Between the least and the greatest component. */
  private int roundFromLeast(float[] v) {
    float least = v[0];
    float greatest = v[0];
    for (int i = 0; i < dimension; i++) {
      // Foreseen, since few are new ones; Math.min minds the signs of zeros.
      if (v[i] < least) {
        least = v[i];
      }
      if (v[i] > greatest) {
        greatest = v[i];
      }
    }
    step = ((double) greatest - least) / sums.most();
    offset = least;
    double scale = step == 0 ? 0 : 1 / step;
    int sum = 0;
    for (int i = 0; i < dimension; i++) {
      int number = (int) Math.rint((v[i] - offset) * scale);
      numbers[i] = number;
      sum += number;
    }
    return sum;
  }

  /** There are others once the centre is settled. */
  private void aimRows() {
    rows = points.rows();
    besides = rows.besides();
  }

  @Override
  public Probe aim(int slot) {
    aimRows();
    byte[] page = rows.page(slot);
    int from = rows.offset(slot);
    int at = from + numbersAt;
    step = CodeRows.step(page, at);
    offset = middles ? CodeRows.middle(page, at) : middleInSteps * step;
    int sum = CodeRows.sum(page, at);
    total = step * sum + dimension * offset;
    base = besides ? CodeRows.beside(page, from + besideAt) : points.shape().fromZero();
    sums.aim(page, from, sum);
    return this;
  }

  @Override
  protected float one(int slot) {
    byte[] page = rows.page(slot);
    int from = rows.offset(slot);
    sums.four(page, from, page, from, page, from, page, from, four);
    return distance(four[0], page, from);
  }

  @Override
  protected void many(int[] slots, int begin, int end, float[] out) {
    if (end - begin > 4) {
      touched = touch(slots, begin, end);
    }
    for (int i = begin; i < end; i += 4) {
      int last = end - 1;
      int a = slots[i];
      int b = slots[Math.min(i + 1, last)];
      int c = slots[Math.min(i + 2, last)];
      int d = slots[Math.min(i + 3, last)];
      byte[] pa = rows.page(a);
      byte[] pb = rows.page(b);
      byte[] pc = rows.page(c);
      byte[] pd = rows.page(d);
      int oa = rows.offset(a);
      int ob = rows.offset(b);
      int oc = rows.offset(c);
      int od = rows.offset(d);
      sums.four(pa, oa, pb, ob, pc, oc, pd, od, four);
      int to = i - begin;
      out[to] = distance(four[0], pa, oa);
      if (i + 1 < end) {
        out[to + 1] = distance(four[1], pb, ob);
      }
      if (i + 2 < end) {
        out[to + 2] = distance(four[2], pc, oc);
      }
      if (i + 3 < end) {
        out[to + 3] = distance(four[3], pd, od);
      }
    }
  }

  private float distance(int sum, byte[] page, int row) {
    int at = row + numbersAt;
    double own = step * sum + offset * CodeRows.sum(page, at);
    double dot =
        middles
            ? CodeRows.step(page, at) * own + CodeRows.middle(page, at) * total
            : CodeRows.step(page, at) * (own + middleInSteps * total);
    double beside = besides ? (double) base + CodeRows.beside(page, row + besideAt) : base;
    return (float) (beside - factor * dot);
  }

  /** Asks for all rows before the first is computed with: they come from memory together then. */
  private int touch(int[] slots, int begin, int end) {
    int sum = 0;
    int lines = Prefetch.lines(rows.stride());
    for (int i = begin; i < end; i++) {
      sum += Prefetch.bytes(rows.page(slots[i]), rows.offset(slots[i]), lines);
    }
    return sum;
  }
}
