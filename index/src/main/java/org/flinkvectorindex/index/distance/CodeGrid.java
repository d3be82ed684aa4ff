package org.flinkvectorindex.index.distance;

/**
 * The step of a code's grid and the distance of the vector from its code, in the bits of one float:
 * what a scan reads beside the codes should be little. The upper {@value #STEP_BITS} bits are the
 * step's own, the others those of the distance without its sign, rounded up.
 */
public final class CodeGrid {
  static final int STEP_BITS = 20;

  /** Of the step, as {@code bits & STEP}. */
  static final int STEP = -1 << (Integer.SIZE - STEP_BITS);

  /** From the bits of the distance to those of a float, as {@code (bits & ~STEP) << ERROR}. */
  static final int ERROR = STEP_BITS - 1;

  private static final int HALF_STEP = (~STEP + 1) >> 1;

  private CodeGrid() {}

  /** A step as {@link #pack} keeps it: within a part in 2<sup>12</sup>. */
  public static float rounded(float step) {
    return Float.intBitsToFloat((Float.floatToRawIntBits(step) + HALF_STEP) & STEP);
  }

  /**
   * @param step {@link #rounded}
   * @param error 0 or more
   */
  public static float pack(float step, float error) {
    int up = (Float.floatToRawIntBits(error) + (1 << ERROR) - 1) >>> ERROR;
    return Float.intBitsToFloat(Float.floatToRawIntBits(step) | up);
  }

  public static float step(float packed) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(packed) & STEP);
  }

  /** Not below what was packed, and above it by a sixteenth at most. */
  public static float error(float packed) {
    return Float.intBitsToFloat((Float.floatToRawIntBits(packed) & ~STEP) << ERROR);
  }
}
