package org.flinkvectorindex.operators.admit;

import java.util.Optional;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;

/** Whether a vector can be in a collection, or be compared with what is. */
final class Fit {
  private Fit() {}

  /** So that neither a dot product nor a squared distance of two leaves a float. */
  private static final double MOST_SQUARED = Float.MAX_VALUE / 8.0;

  /** What is wrong with a vector. */
  record Misfit(Reason reason, String detail) {}

  /**
   * Under cosine a vector needs a direction: its length must be neither zero nor beyond what a
   * float holds, squared. Under the others its distances must be numbers: so long a vector is not a
   * vector, but bytes in another order.
   */
  static Optional<Misfit> check(float[] vector, IndexSpec spec) {
    if (vector.length != spec.dimension()) {
      return misfit(
          Reason.DIMENSION_MISMATCH, "expected " + spec.dimension() + ", got " + vector.length);
    }
    double squared = 0;
    for (float component : vector) {
      squared += (double) component * component;
    }
    if (spec.metric() != Metric.COSINE) {
      return squared > MOST_SQUARED
          ? misfit(
              Reason.NOT_FINITE,
              "length %s leaves no finite distance; allowed: 0 to %s"
                  .formatted(Math.sqrt(squared), Math.sqrt(MOST_SQUARED)))
          : Optional.empty();
    }
    if ((float) squared < Float.MIN_NORMAL) {
      return misfit(
          Reason.ZERO_NORM, "length " + Math.sqrt(squared) + " has no direction under cosine");
    }
    if (squared > Float.MAX_VALUE) {
      return misfit(
          Reason.NOT_FINITE, "length " + Math.sqrt(squared) + " squared is beyond a float");
    }
    return Optional.empty();
  }

  private static Optional<Misfit> misfit(Reason reason, String detail) {
    return Optional.of(new Misfit(reason, detail));
  }
}
