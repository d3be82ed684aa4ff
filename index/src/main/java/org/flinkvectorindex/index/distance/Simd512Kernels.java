package org.flinkvectorindex.index.distance;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** 32 lanes as 2 × 16. */
final class Simd512Kernels implements Kernels {
  private static final VectorSpecies<Float> WIDE = FloatVector.SPECIES_512;
  private static final VectorSpecies<Float> HALF = FloatVector.SPECIES_256;

  @Override
  public String name() {
    return "simd-512";
  }

  @Override
  public float dot(float[] q, int qFrom, float[] a, int aFrom, int n) {
    FloatVector a0 = FloatVector.zero(WIDE);
    FloatVector a1 = FloatVector.zero(WIDE);
    int whole = n & ~31;
    int i = 0;
    for (; i < whole; i += 32) {
      a0 =
          FloatVector.fromArray(WIDE, q, qFrom + i)
              .fma(FloatVector.fromArray(WIDE, a, aFrom + i), a0);
      a1 =
          FloatVector.fromArray(WIDE, q, qFrom + i + 16)
              .fma(FloatVector.fromArray(WIDE, a, aFrom + i + 16), a1);
    }
    if ((n & 16) != 0) {
      a0 =
          FloatVector.fromArray(WIDE, q, qFrom + i)
              .fma(FloatVector.fromArray(WIDE, a, aFrom + i), a0);
    }
    return (n & 8) == 0 ? fold(a0, a1) : dotTail(a0, a1, q, qFrom, a, aFrom, n);
  }

  @Override
  public void dot4(
      float[] q,
      int qFrom,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      float[] d,
      int dFrom,
      int n,
      float[] out) {
    FloatVector a0 = FloatVector.zero(WIDE);
    FloatVector a1 = FloatVector.zero(WIDE);
    FloatVector b0 = FloatVector.zero(WIDE);
    FloatVector b1 = FloatVector.zero(WIDE);
    FloatVector c0 = FloatVector.zero(WIDE);
    FloatVector c1 = FloatVector.zero(WIDE);
    FloatVector d0 = FloatVector.zero(WIDE);
    FloatVector d1 = FloatVector.zero(WIDE);
    int whole = n & ~31;
    int i = 0;
    for (; i < whole; i += 32) {
      FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
      FloatVector q1 = FloatVector.fromArray(WIDE, q, qFrom + i + 16);
      a0 = q0.fma(FloatVector.fromArray(WIDE, a, aFrom + i), a0);
      b0 = q0.fma(FloatVector.fromArray(WIDE, b, bFrom + i), b0);
      c0 = q0.fma(FloatVector.fromArray(WIDE, c, cFrom + i), c0);
      d0 = q0.fma(FloatVector.fromArray(WIDE, d, dFrom + i), d0);
      a1 = q1.fma(FloatVector.fromArray(WIDE, a, aFrom + i + 16), a1);
      b1 = q1.fma(FloatVector.fromArray(WIDE, b, bFrom + i + 16), b1);
      c1 = q1.fma(FloatVector.fromArray(WIDE, c, cFrom + i + 16), c1);
      d1 = q1.fma(FloatVector.fromArray(WIDE, d, dFrom + i + 16), d1);
    }
    if ((n & 16) != 0) {
      FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
      a0 = q0.fma(FloatVector.fromArray(WIDE, a, aFrom + i), a0);
      b0 = q0.fma(FloatVector.fromArray(WIDE, b, bFrom + i), b0);
      c0 = q0.fma(FloatVector.fromArray(WIDE, c, cFrom + i), c0);
      d0 = q0.fma(FloatVector.fromArray(WIDE, d, dFrom + i), d0);
    }
    if ((n & 8) == 0) {
      out[0] = fold(a0, a1);
      out[1] = fold(b0, b1);
      out[2] = fold(c0, c1);
      out[3] = fold(d0, d1);
    } else {
      out[0] = dotTail(a0, a1, q, qFrom, a, aFrom, n);
      out[1] = dotTail(b0, b1, q, qFrom, b, bFrom, n);
      out[2] = dotTail(c0, c1, q, qFrom, c, cFrom, n);
      out[3] = dotTail(d0, d1, q, qFrom, d, dFrom, n);
    }
  }

  /** The last eight components belong to lanes 0 to 7 of the sixteen that come next. */
  private static float dotTail(
      FloatVector a0, FloatVector a1, float[] q, int qFrom, float[] a, int aFrom, int n) {
    FloatVector x = FloatVector.fromArray(HALF, q, qFrom + n - 8);
    FloatVector y = FloatVector.fromArray(HALF, a, aFrom + n - 8);
    FloatVector low0 = (FloatVector) a0.reinterpretShape(HALF, 0);
    FloatVector low1 = (FloatVector) a1.reinterpretShape(HALF, 0);
    if ((n & 16) == 0) {
      low0 = x.fma(y, low0);
    } else {
      low1 = x.fma(y, low1);
    }
    return Folds.fold(low0.add(low1).add(upper(a0).add(upper(a1))));
  }

  @Override
  public float squaredL2(float[] q, int qFrom, float[] a, int aFrom, int n) {
    FloatVector a0 = FloatVector.zero(WIDE);
    FloatVector a1 = FloatVector.zero(WIDE);
    int whole = n & ~31;
    int i = 0;
    for (; i < whole; i += 32) {
      FloatVector d0 =
          FloatVector.fromArray(WIDE, q, qFrom + i).sub(FloatVector.fromArray(WIDE, a, aFrom + i));
      a0 = d0.fma(d0, a0);
      FloatVector d1 =
          FloatVector.fromArray(WIDE, q, qFrom + i + 16)
              .sub(FloatVector.fromArray(WIDE, a, aFrom + i + 16));
      a1 = d1.fma(d1, a1);
    }
    if ((n & 16) != 0) {
      FloatVector d =
          FloatVector.fromArray(WIDE, q, qFrom + i).sub(FloatVector.fromArray(WIDE, a, aFrom + i));
      a0 = d.fma(d, a0);
    }
    return (n & 8) == 0 ? fold(a0, a1) : squaredL2Tail(a0, a1, q, qFrom, a, aFrom, n);
  }

  @Override
  public void squaredL2x4(
      float[] q,
      int qFrom,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      float[] d,
      int dFrom,
      int n,
      float[] out) {
    FloatVector a0 = FloatVector.zero(WIDE);
    FloatVector a1 = FloatVector.zero(WIDE);
    FloatVector b0 = FloatVector.zero(WIDE);
    FloatVector b1 = FloatVector.zero(WIDE);
    FloatVector c0 = FloatVector.zero(WIDE);
    FloatVector c1 = FloatVector.zero(WIDE);
    FloatVector d0 = FloatVector.zero(WIDE);
    FloatVector d1 = FloatVector.zero(WIDE);
    int whole = n & ~31;
    int i = 0;
    for (; i < whole; i += 32) {
      FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
      FloatVector q1 = FloatVector.fromArray(WIDE, q, qFrom + i + 16);
      FloatVector ad0 = q0.sub(FloatVector.fromArray(WIDE, a, aFrom + i));
      a0 = ad0.fma(ad0, a0);
      FloatVector bd0 = q0.sub(FloatVector.fromArray(WIDE, b, bFrom + i));
      b0 = bd0.fma(bd0, b0);
      FloatVector cd0 = q0.sub(FloatVector.fromArray(WIDE, c, cFrom + i));
      c0 = cd0.fma(cd0, c0);
      FloatVector dd0 = q0.sub(FloatVector.fromArray(WIDE, d, dFrom + i));
      d0 = dd0.fma(dd0, d0);
      FloatVector ad1 = q1.sub(FloatVector.fromArray(WIDE, a, aFrom + i + 16));
      a1 = ad1.fma(ad1, a1);
      FloatVector bd1 = q1.sub(FloatVector.fromArray(WIDE, b, bFrom + i + 16));
      b1 = bd1.fma(bd1, b1);
      FloatVector cd1 = q1.sub(FloatVector.fromArray(WIDE, c, cFrom + i + 16));
      c1 = cd1.fma(cd1, c1);
      FloatVector dd1 = q1.sub(FloatVector.fromArray(WIDE, d, dFrom + i + 16));
      d1 = dd1.fma(dd1, d1);
    }
    if ((n & 16) != 0) {
      FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
      FloatVector ad = q0.sub(FloatVector.fromArray(WIDE, a, aFrom + i));
      a0 = ad.fma(ad, a0);
      FloatVector bd = q0.sub(FloatVector.fromArray(WIDE, b, bFrom + i));
      b0 = bd.fma(bd, b0);
      FloatVector cd = q0.sub(FloatVector.fromArray(WIDE, c, cFrom + i));
      c0 = cd.fma(cd, c0);
      FloatVector dd = q0.sub(FloatVector.fromArray(WIDE, d, dFrom + i));
      d0 = dd.fma(dd, d0);
    }
    if ((n & 8) == 0) {
      out[0] = fold(a0, a1);
      out[1] = fold(b0, b1);
      out[2] = fold(c0, c1);
      out[3] = fold(d0, d1);
    } else {
      out[0] = squaredL2Tail(a0, a1, q, qFrom, a, aFrom, n);
      out[1] = squaredL2Tail(b0, b1, q, qFrom, b, bFrom, n);
      out[2] = squaredL2Tail(c0, c1, q, qFrom, c, cFrom, n);
      out[3] = squaredL2Tail(d0, d1, q, qFrom, d, dFrom, n);
    }
  }

  /** The last eight components belong to lanes 0 to 7 of the sixteen that come next. */
  private static float squaredL2Tail(
      FloatVector a0, FloatVector a1, float[] q, int qFrom, float[] a, int aFrom, int n) {
    FloatVector x = FloatVector.fromArray(HALF, q, qFrom + n - 8);
    FloatVector y = FloatVector.fromArray(HALF, a, aFrom + n - 8);
    FloatVector low0 = (FloatVector) a0.reinterpretShape(HALF, 0);
    FloatVector low1 = (FloatVector) a1.reinterpretShape(HALF, 0);
    FloatVector difference = x.sub(y);
    if ((n & 16) == 0) {
      low0 = difference.fma(difference, low0);
    } else {
      low1 = difference.fma(difference, low1);
    }
    return Folds.fold(low0.add(low1).add(upper(a0).add(upper(a1))));
  }

  private static float fold(FloatVector a0, FloatVector a1) {
    FloatVector sum = a0.add(a1);
    return Folds.fold(((FloatVector) sum.reinterpretShape(HALF, 0)).add(upper(sum)));
  }

  private static FloatVector upper(FloatVector wide) {
    return (FloatVector) wide.reinterpretShape(HALF, 1);
  }
}
