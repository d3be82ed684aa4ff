package org.flinkvectorindex.index.distance;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** 32 lanes as 4 × 8, two rows at once, for the reasons that {@link Simd256Kernels} gives. */
final class Simd256ByteKernels implements ByteKernels {
  private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;

  @Override
  public void squaredL2x4(
      float[] q,
      byte[] a,
      int aFrom,
      byte[] b,
      int bFrom,
      byte[] c,
      int cFrom,
      byte[] d,
      int dFrom,
      int n,
      float middle,
      float[] out,
      int at) {
    squaredL22(q, a, aFrom, b, bFrom, n, middle, out, at);
    squaredL22(q, c, cFrom, d, dFrom, n, middle, out, at + 2);
  }

  private static void squaredL22(
      float[] q,
      byte[] a,
      int aFrom,
      byte[] b,
      int bFrom,
      int n,
      float middle,
      float[] out,
      int at) {
    FloatVector a0 = FloatVector.zero(EIGHT);
    FloatVector a1 = FloatVector.zero(EIGHT);
    FloatVector a2 = FloatVector.zero(EIGHT);
    FloatVector a3 = FloatVector.zero(EIGHT);
    FloatVector b0 = FloatVector.zero(EIGHT);
    FloatVector b1 = FloatVector.zero(EIGHT);
    FloatVector b2 = FloatVector.zero(EIGHT);
    FloatVector b3 = FloatVector.zero(EIGHT);
    for (int i = 0; i < n; i += 32) {
      FloatVector q0 = FloatVector.fromArray(EIGHT, q, i);
      FloatVector ad0 =
          q0.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, a, aFrom + i)
                          .convertShape(VectorOperators.B2F, EIGHT, 0))
                  .add(middle));
      a0 = ad0.fma(ad0, a0);
      FloatVector bd0 =
          q0.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, b, bFrom + i)
                          .convertShape(VectorOperators.B2F, EIGHT, 0))
                  .add(middle));
      b0 = bd0.fma(bd0, b0);
      FloatVector q1 = FloatVector.fromArray(EIGHT, q, i + 8);
      FloatVector ad1 =
          q1.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, a, aFrom + i + 8)
                          .convertShape(VectorOperators.B2F, EIGHT, 0))
                  .add(middle));
      a1 = ad1.fma(ad1, a1);
      FloatVector bd1 =
          q1.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, b, bFrom + i + 8)
                          .convertShape(VectorOperators.B2F, EIGHT, 0))
                  .add(middle));
      b1 = bd1.fma(bd1, b1);
      FloatVector q2 = FloatVector.fromArray(EIGHT, q, i + 16);
      FloatVector ad2 =
          q2.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, a, aFrom + i + 16)
                          .convertShape(VectorOperators.B2F, EIGHT, 0))
                  .add(middle));
      a2 = ad2.fma(ad2, a2);
      FloatVector bd2 =
          q2.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, b, bFrom + i + 16)
                          .convertShape(VectorOperators.B2F, EIGHT, 0))
                  .add(middle));
      b2 = bd2.fma(bd2, b2);
      FloatVector q3 = FloatVector.fromArray(EIGHT, q, i + 24);
      FloatVector ad3 =
          q3.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, a, aFrom + i + 24)
                          .convertShape(VectorOperators.B2F, EIGHT, 0))
                  .add(middle));
      a3 = ad3.fma(ad3, a3);
      FloatVector bd3 =
          q3.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, b, bFrom + i + 24)
                          .convertShape(VectorOperators.B2F, EIGHT, 0))
                  .add(middle));
      b3 = bd3.fma(bd3, b3);
    }
    FloatVector a8 = a0.add(a2).add(a1.add(a3));
    FloatVector a4 =
        ((FloatVector) a8.reinterpretShape(FOUR, 0))
            .add((FloatVector) a8.reinterpretShape(FOUR, 1));
    out[at] = (a4.lane(0) + a4.lane(2)) + (a4.lane(1) + a4.lane(3));
    FloatVector b8 = b0.add(b2).add(b1.add(b3));
    FloatVector b4 =
        ((FloatVector) b8.reinterpretShape(FOUR, 0))
            .add((FloatVector) b8.reinterpretShape(FOUR, 1));
    out[at + 1] = (b4.lane(0) + b4.lane(2)) + (b4.lane(1) + b4.lane(3));
  }

  @Override
  public void widen(byte[] row, int from, int n, float middle, float[] to) {
    for (int i = 0; i < n; i += 8) {
      ((FloatVector)
              ByteVector.fromArray(BYTES, row, from + i)
                  .convertShape(VectorOperators.B2F, EIGHT, 0))
          .add(middle)
          .intoArray(to, i);
    }
  }
}
