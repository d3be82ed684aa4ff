package org.flinkvectorindex.index.distance;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** 32 lanes as 2 × 16. Written out for the reason that {@link Simd512Kernels} gives. */
final class Simd512ByteKernels implements ByteKernels {
  private static final VectorSpecies<Float> WIDE = FloatVector.SPECIES_512;
  private static final VectorSpecies<Float> HALF = FloatVector.SPECIES_256;
  private static final VectorSpecies<Float> QUARTER = FloatVector.SPECIES_128;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;

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
    FloatVector a0 = FloatVector.zero(WIDE);
    FloatVector a1 = FloatVector.zero(WIDE);
    FloatVector b0 = FloatVector.zero(WIDE);
    FloatVector b1 = FloatVector.zero(WIDE);
    FloatVector c0 = FloatVector.zero(WIDE);
    FloatVector c1 = FloatVector.zero(WIDE);
    FloatVector d0 = FloatVector.zero(WIDE);
    FloatVector d1 = FloatVector.zero(WIDE);
    for (int i = 0; i < n; i += 32) {
      FloatVector q0 = FloatVector.fromArray(WIDE, q, i);
      FloatVector ad0 =
          q0.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, a, aFrom + i)
                          .convertShape(VectorOperators.B2F, WIDE, 0))
                  .add(middle));
      a0 = ad0.fma(ad0, a0);
      FloatVector bd0 =
          q0.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, b, bFrom + i)
                          .convertShape(VectorOperators.B2F, WIDE, 0))
                  .add(middle));
      b0 = bd0.fma(bd0, b0);
      FloatVector cd0 =
          q0.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, c, cFrom + i)
                          .convertShape(VectorOperators.B2F, WIDE, 0))
                  .add(middle));
      c0 = cd0.fma(cd0, c0);
      FloatVector dd0 =
          q0.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, d, dFrom + i)
                          .convertShape(VectorOperators.B2F, WIDE, 0))
                  .add(middle));
      d0 = dd0.fma(dd0, d0);
      FloatVector q1 = FloatVector.fromArray(WIDE, q, i + 16);
      FloatVector ad1 =
          q1.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, a, aFrom + i + 16)
                          .convertShape(VectorOperators.B2F, WIDE, 0))
                  .add(middle));
      a1 = ad1.fma(ad1, a1);
      FloatVector bd1 =
          q1.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, b, bFrom + i + 16)
                          .convertShape(VectorOperators.B2F, WIDE, 0))
                  .add(middle));
      b1 = bd1.fma(bd1, b1);
      FloatVector cd1 =
          q1.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, c, cFrom + i + 16)
                          .convertShape(VectorOperators.B2F, WIDE, 0))
                  .add(middle));
      c1 = cd1.fma(cd1, c1);
      FloatVector dd1 =
          q1.sub(
              ((FloatVector)
                      ByteVector.fromArray(BYTES, d, dFrom + i + 16)
                          .convertShape(VectorOperators.B2F, WIDE, 0))
                  .add(middle));
      d1 = dd1.fma(dd1, d1);
    }
    FloatVector a16 = a0.add(a1);
    FloatVector a8 =
        ((FloatVector) a16.reinterpretShape(HALF, 0))
            .add((FloatVector) a16.reinterpretShape(HALF, 1));
    FloatVector a4 =
        ((FloatVector) a8.reinterpretShape(QUARTER, 0))
            .add((FloatVector) a8.reinterpretShape(QUARTER, 1));
    out[at] = (a4.lane(0) + a4.lane(2)) + (a4.lane(1) + a4.lane(3));
    FloatVector b16 = b0.add(b1);
    FloatVector b8 =
        ((FloatVector) b16.reinterpretShape(HALF, 0))
            .add((FloatVector) b16.reinterpretShape(HALF, 1));
    FloatVector b4 =
        ((FloatVector) b8.reinterpretShape(QUARTER, 0))
            .add((FloatVector) b8.reinterpretShape(QUARTER, 1));
    out[at + 1] = (b4.lane(0) + b4.lane(2)) + (b4.lane(1) + b4.lane(3));
    FloatVector c16 = c0.add(c1);
    FloatVector c8 =
        ((FloatVector) c16.reinterpretShape(HALF, 0))
            .add((FloatVector) c16.reinterpretShape(HALF, 1));
    FloatVector c4 =
        ((FloatVector) c8.reinterpretShape(QUARTER, 0))
            .add((FloatVector) c8.reinterpretShape(QUARTER, 1));
    out[at + 2] = (c4.lane(0) + c4.lane(2)) + (c4.lane(1) + c4.lane(3));
    FloatVector d16 = d0.add(d1);
    FloatVector d8 =
        ((FloatVector) d16.reinterpretShape(HALF, 0))
            .add((FloatVector) d16.reinterpretShape(HALF, 1));
    FloatVector d4 =
        ((FloatVector) d8.reinterpretShape(QUARTER, 0))
            .add((FloatVector) d8.reinterpretShape(QUARTER, 1));
    out[at + 3] = (d4.lane(0) + d4.lane(2)) + (d4.lane(1) + d4.lane(3));
  }

  @Override
  public void widen(byte[] row, int from, int n, float middle, float[] to) {
    for (int i = 0; i < n; i += 16) {
      ((FloatVector)
              ByteVector.fromArray(BYTES, row, from + i).convertShape(VectorOperators.B2F, WIDE, 0))
          .add(middle)
          .intoArray(to, i);
    }
  }
}
