package org.flinkvectorindex.operators.admit;

import java.util.Optional;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;

/** Whether a vector can be in a collection, or be compared with what is. */
final class Fit {
  private Fit() {}

  /** What is wrong with a vector. */
  record Misfit(Reason reason, String detail) {}

  /**
   * Under cosine a vector needs a direction: its length must be neither zero nor beyond what a
   * float holds, squared.
   */
  static Optional<Misfit> check(float[] vector, IndexSpec spec) {
    if (vector.length != spec.dimension()) {
      return misfit(
          Reason.DIMENSION_MISMATCH, "expected " + spec.dimension() + ", got " + vector.length);
    }
    if (spec.metric() != Metric.COSINE) {
      return Optional.empty();
    }
    double squared = 0;
    for (float component : vector) {
      squared += (double) component * component;
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
