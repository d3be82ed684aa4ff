package org.flinkvectorindex.index.distance;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Sixteen components at once. Written out for the reason that {@link Simd512Kernels} gives. */
final class Simd512CodeKernels implements CodeKernels {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
  private static final VectorSpecies<Byte> PAIRS = ByteVector.SPECIES_512;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;

  /** After shifts that keep the sign: the compiler of JDK 17 has no others for 16 bits. */
  private static final short LOW = 15;

  @Override
  public void bytes4(
      int[] q,
      byte[] a,
      int aFrom,
      byte[] b,
      int bFrom,
      byte[] c,
      int cFrom,
      byte[] d,
      int dFrom,
      int n,
      int[] out) {
    IntVector as = IntVector.zero(INTS);
    IntVector bs = IntVector.zero(INTS);
    IntVector cs = IntVector.zero(INTS);
    IntVector ds = IntVector.zero(INTS);
    for (int i = 0; i < n; i += 16) {
      IntVector qs = IntVector.fromArray(INTS, q, i);
      as =
          as.add(
              qs.mul(
                  ByteVector.fromArray(BYTES, a, aFrom + i)
                      .convertShape(VectorOperators.B2I, INTS, 0)));
      bs =
          bs.add(
              qs.mul(
                  ByteVector.fromArray(BYTES, b, bFrom + i)
                      .convertShape(VectorOperators.B2I, INTS, 0)));
      cs =
          cs.add(
              qs.mul(
                  ByteVector.fromArray(BYTES, c, cFrom + i)
                      .convertShape(VectorOperators.B2I, INTS, 0)));
      ds =
          ds.add(
              qs.mul(
                  ByteVector.fromArray(BYTES, d, dFrom + i)
                      .convertShape(VectorOperators.B2I, INTS, 0)));
    }
    out[0] = as.reduceLanes(VectorOperators.ADD);
    out[1] = bs.reduceLanes(VectorOperators.ADD);
    out[2] = cs.reduceLanes(VectorOperators.ADD);
    out[3] = ds.reduceLanes(VectorOperators.ADD);
  }

  @Override
  public void nibbles4(
      short[] q,
      byte[] a,
      int aFrom,
      byte[] b,
      int bFrom,
      byte[] c,
      int cFrom,
      byte[] d,
      int dFrom,
      int n,
      int[] out) {
    nibbles2(q, a, aFrom, b, bFrom, n, out, 0);
    nibbles2(q, c, cFrom, d, dFrom, n, out, 2);
  }

  /**
   * Two rows: the larger a method, the sooner the compiler puts its vectors on the heap. For the
   * same reason sums of 16 bits don't live from one block to the next, and a register is taken for
   * another by {@code reinterpretShape} of a constant species only.
   */
  private static void nibbles2(
      short[] q, byte[] a, int aFrom, byte[] b, int bFrom, int n, int[] out, int to) {
    IntVector as = IntVector.zero(INTS);
    IntVector bs = IntVector.zero(INTS);
    for (int i = 0; i < n; i += NIBBLES) {
      int at = i / 2;
      ShortVector q0 = ShortVector.fromArray(SHORTS, q, i);
      ShortVector q1 = ShortVector.fromArray(SHORTS, q, i + QUARTER);
      ShortVector q2 = ShortVector.fromArray(SHORTS, q, i + 2 * QUARTER);
      ShortVector q3 = ShortVector.fromArray(SHORTS, q, i + 3 * QUARTER);
      ShortVector ai =
          (ShortVector) ByteVector.fromArray(PAIRS, a, aFrom + at).reinterpretShape(SHORTS, 0);
      IntVector a2 =
          (IntVector)
              ai.and(LOW)
                  .mul(q0)
                  .add(ai.lanewise(VectorOperators.ASHR, 4).and(LOW).mul(q1))
                  .add(ai.lanewise(VectorOperators.ASHR, 8).and(LOW).mul(q2))
                  .add(ai.lanewise(VectorOperators.ASHR, 12).and(LOW).mul(q3))
                  .reinterpretShape(INTS, 0);
      as =
          as.add(a2.lanewise(VectorOperators.ASHR, 16))
              .add(a2.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
      ShortVector bi =
          (ShortVector) ByteVector.fromArray(PAIRS, b, bFrom + at).reinterpretShape(SHORTS, 0);
      IntVector b2 =
          (IntVector)
              bi.and(LOW)
                  .mul(q0)
                  .add(bi.lanewise(VectorOperators.ASHR, 4).and(LOW).mul(q1))
                  .add(bi.lanewise(VectorOperators.ASHR, 8).and(LOW).mul(q2))
                  .add(bi.lanewise(VectorOperators.ASHR, 12).and(LOW).mul(q3))
                  .reinterpretShape(INTS, 0);
      bs =
          bs.add(b2.lanewise(VectorOperators.ASHR, 16))
              .add(b2.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
    }
    out[to] = as.reduceLanes(VectorOperators.ADD);
    out[to + 1] = bs.reduceLanes(VectorOperators.ADD);
  }

  @Override
  public void widenBytes(byte[] from, int at, int n, int plus, int[] to) {
    for (int i = 0; i < n; i += 16) {
      ((IntVector)
              ByteVector.fromArray(BYTES, from, at + i).convertShape(VectorOperators.B2I, INTS, 0))
          .add(plus)
          .intoArray(to, i);
    }
  }

  @Override
  public void widenNibbles(byte[] from, int at, int n, short[] to) {
    for (int i = 0; i < n; i += NIBBLES) {
      ShortVector four =
          (ShortVector) ByteVector.fromArray(PAIRS, from, at + i / 2).reinterpretShape(SHORTS, 0);
      four.and(LOW).intoArray(to, i);
      four.lanewise(VectorOperators.ASHR, 4).and(LOW).intoArray(to, i + QUARTER);
      four.lanewise(VectorOperators.ASHR, 8).and(LOW).intoArray(to, i + 2 * QUARTER);
      four.lanewise(VectorOperators.ASHR, 12).and(LOW).intoArray(to, i + 3 * QUARTER);
    }
  }

  @Override
  public float greatest(float[] v, int n) {
    int whole = n / 16 * 16;
    FloatVector greatest = FloatVector.zero(FLOATS);
    for (int i = 0; i < whole; i += 16) {
      greatest = greatest.max(FloatVector.fromArray(FLOATS, v, i).abs());
    }
    float most = greatest.reduceLanes(VectorOperators.MAX);
    for (int i = whole; i < n; i++) {
      most = Math.max(most, Math.abs(v[i]));
    }
    return most;
  }

  @Override
  public int round(float[] v, int n, float scale, int[] to) {
    int whole = n / 16 * 16;
    IntVector sums = IntVector.zero(INTS);
    for (int i = 0; i < whole; i += 16) {
      IntVector numbers =
          FloatVector.fromArray(FLOATS, v, i)
              .mul(scale)
              .add(Kernels.ROUNDER)
              .reinterpretAsInts()
              .sub(Float.floatToRawIntBits(Kernels.ROUNDER));
      numbers.intoArray(to, i);
      sums = sums.add(numbers);
    }
    int sum = sums.reduceLanes(VectorOperators.ADD);
    for (int i = whole; i < n; i++) {
      to[i] =
          Float.floatToRawIntBits(v[i] * scale + Kernels.ROUNDER)
              - Float.floatToRawIntBits(Kernels.ROUNDER);
      sum += to[i];
    }
    return sum;
  }
}
