package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.vector.Centre;
import org.flinkvectorindex.index.vector.Shape;

/**
 * Turns a vector into a grid point near it: component <i>i</i> is about {@code middle + step · cᵢ},
 * with whole numbers <i>c</i> from 0 to 2<sup>bits</sup> − 1. Knows one vector at a time and
 * nothing of those before: there is nothing to train, to ship or to drift.
 */
interface Encoder {
  int bits();

  /** Of a centred grid: its middle, in steps. */
  default double middleInSteps() {
    return -((1 << bits()) - 1) / 2.0;
  }

  /** Whether the middle of a grid is that of its points: {@code −(2^bits − 1) / 2 · step}. */
  boolean centred();

  /** A centre that is worth its while. */
  default Centre centre(Shape shape) {
    return new Centre(shape, 0.5);
  }

  /** Brings a vector, or a query, into the space of the codes; lengths and angles stay. */
  void transform(float[] v);

  /** Undoes {@link #transform}, but for rounding. */
  void undo(float[] v);

  /** Whether {@link #transform} does anything. */
  boolean transforms();

  /**
   * Encodes a transformed vector into {@code codes}.
   *
   * @param grid takes the middle, where the grid is not centred, and the step, in this order
   */
  void encode(float[] v, int[] codes, float[] grid);
}
