package org.flinkvectorindex.index.vector;

import java.util.function.IntPredicate;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;

/**
 * The point that codes are made of differences from (the centroid of RaBitQ, arXiv 2405.12497, and
 * the mean of LVQ, arXiv 2304.04759). Codes are as exact as what they are made of is short: of
 * vectors that are close together and far from the origin they would say next to nothing.
 *
 * <p>It is the mean of the first {@link #SAMPLE} vectors, and only where it has a good part of
 * their squared length; else, and until there are so many, it is the origin. Once settled it never
 * moves, so that no code has to be made anew later. Where a stream is sorted by cluster that costs
 * little: from vectors as long as it is differences are at most twice as long. Much shorter ones,
 * under squared L2 and inner product, are coded as coarsely as long ones.
 *
 * <p>By how a distance is made of differences from a point <i>c</i> see {@link #beside}.
 */
public final class Centre {
  /** Of indexes without codes that depend on it. */
  public static final Centre NONE = new Centre(null, 1);

  private static final int SAMPLE = 256;

  private final Shape shape;
  private final double worth;
  private float[] point;
  private boolean settled;

  /**
   * @param worth share of the squared length of vectors from which on it is worth its while
   */
  public Centre(Shape shape, double worth) {
    this.shape = shape;
    this.worth = worth;
    settled = shape == null;
  }

  /** Whether it is to be settled before the next operation, now that there are so many vectors. */
  public boolean isDue(int live) {
    return !settled && live >= SAMPLE;
  }

  /**
   * The same after a restore. With just so many the index that was checkpointed may have waited for
   * its next operation, and so does this one: both answer alike.
   */
  public boolean isOverdue(int live) {
    return !settled && live > SAMPLE;
  }

  /** Whether a checkpoint has to say what it is. */
  public boolean isKnown() {
    return settled && shape != null;
  }

  /** Whether it is another point than the origin. */
  public boolean moved() {
    return point != null;
  }

  /**
   * Settles it by the first vectors.
   *
   * @param high all slots are below
   * @param held which slots have a vector
   * @return whether codes have to be made anew
   */
  public boolean settle(int high, IntPredicate held, Vectors vectors) {
    settled = true;
    double[] sum = new double[shape.dimension()];
    float[] vector = new float[shape.stride()];
    double squares = 0;
    int count = 0;
    for (int slot = 0; slot < high && count < SAMPLE; slot++) {
      if (held.test(slot)) {
        vectors.read(slot, vector);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += vector[i];
          squares += (double) vector[i] * vector[i];
        }
        count++;
      }
    }
    double square = 0;
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= count;
      square += sum[i] * sum[i];
    }
    // Not so for zeros, nor where squares overflow.
    if (square > 0 && square < Float.MAX_VALUE && square >= worth * squares / count) {
      point = new float[shape.stride()];
      for (int i = 0; i < sum.length; i++) {
        point[i] = (float) sum[i];
      }
    }
    return moved();
  }

  /**
   * Makes a prepared vector the difference from it, in place, once it has {@link #moved}.
   *
   * @return what the vector then has {@link #beside}
   */
  public double subtract(float[] prepared, Kernels kernels) {
    double own = 0;
    if (shape.metric() != Metric.L2) {
      for (int i = 0; i < shape.dimension(); i++) {
        own += (double) prepared[i] * prepared[i];
      }
    }
    for (int i = 0; i < shape.dimension(); i++) {
      prepared[i] -= point[i];
    }
    return beside(kernels.dot(prepared, 0, prepared, 0, shape.stride()), own);
  }

  /** A copy, padded. */
  public float[] copy() {
    return point.clone();
  }

  /**
   * What a query or a vector has in a distance beside the dot product of the differences: with
   * <i>q'</i> and <i>v'</i> for <i>q − c</i> and <i>v − c</i> it is |q'|² + |v'|² − 2 q'·v' under
   * squared L2, and since −q·v is (|q − v|² − |q|² − |v|²) / 2, half of that and of what vectors'
   * own lengths lack of it under the others.
   *
   * @param square squared length of the difference
   * @param own squared length of the vector itself, which squared L2 does not need
   */
  public double beside(double square, double own) {
    return switch (shape.metric()) {
      case L2 -> square;
      case COSINE -> (square - own + 1) / 2;
      case IP -> (square - own) / 2;
    };
  }

  /** The squared distance of a prepared vector from it. */
  public float squareFrom(float[] prepared, Kernels kernels) {
    return point == null
        ? kernels.dot(prepared, 0, prepared, 0, shape.stride())
        : kernels.squaredL2(prepared, 0, point, 0, shape.stride());
  }

  /** Only what {@link #isKnown is known}. */
  public void save(LogBuffer out) {
    out.put(moved() ? 1 : 0);
    for (int i = 0; moved() && i < shape.dimension(); i++) {
      out.putFloat(point[i]);
    }
  }

  /** Takes over what was saved, before there are vectors; whoever needs none ignores it. */
  public void restore(LogCursor in) throws CorruptIndexException {
    if (shape == null) {
      return;
    }
    settled = true;
    if (in.getInt(2, "the mark of a centre") == 1) {
      point = new float[shape.stride()];
      for (int i = 0; i < shape.dimension(); i++) {
        point[i] = in.getFloat();
      }
    }
  }
}
