package org.flinkvectorindex.index.distance;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * 32 lanes as 2 × 16. The last eight components, where rows end with eight, are widened with zeros:
 * no sum is ever −0, so adding 0 changes no bit of the other lanes.
 *
 * <p>Written out, not in steps: the compiler stops inlining in methods as large as this, and a step
 * that is not inlined puts its vectors on the heap.
 */
final class Simd512Kernels implements Kernels {
  private static final VectorSpecies<Float> WIDE = FloatVector.SPECIES_512;
  private static final VectorSpecies<Float> HALF = FloatVector.SPECIES_256;
  private static final VectorSpecies<Float> QUARTER = FloatVector.SPECIES_128;

  // Folding one row after the other costs as much as a hundred components. A sum with the other
  // half stands in both halves, so two rows go on in one register, and then all four.
  private static final VectorShuffle<Float> EIGHT = swapped(8);
  private static final VectorShuffle<Float> FOUR = swapped(4);
  private static final VectorShuffle<Float> TWO = swapped(2);
  private static final VectorShuffle<Float> ONE = swapped(1);
  private static final VectorMask<Float> UPPER_HALF = VectorMask.fromLong(WIDE, 0xFF00);
  private static final VectorMask<Float> UPPER_FOURS = VectorMask.fromLong(WIDE, 0xF0F0);

  /** Each lane's partner, so many lanes on or back. */
  private static VectorShuffle<Float> swapped(int lanes) {
    return VectorShuffle.fromOp(WIDE, lane -> lane ^ lanes);
  }

  @Override
  public String name() {
    return "simd-512";
  }

  @Override
  public CodeKernels codes() {
    return new Simd512CodeKernels();
  }

  @Override
  public BlockKernels blocks() {
    return new Simd512BlockKernels();
  }

  @Override
  public ByteKernels bytes() {
    return new Simd512ByteKernels();
  }

  @Override
  public HadamardKernels hadamard() {
    return new Simd512HadamardKernels();
  }

  @Override
  public float dot(float[] q, int qFrom, float[] a, int aFrom, int n) {
    FloatVector a0 = FloatVector.zero(WIDE);
    FloatVector a1 = FloatVector.zero(WIDE);
    int whole = n & ~31;
    int i = 0;
    for (; i < whole; i += 32) {
      FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
      FloatVector q1 = FloatVector.fromArray(WIDE, q, qFrom + i + 16);
      a0 = q0.fma(FloatVector.fromArray(WIDE, a, aFrom + i), a0);
      a1 = q1.fma(FloatVector.fromArray(WIDE, a, aFrom + i + 16), a1);
    }
    switch (n & 24) {
      case 8 -> {
        FloatVector q0 =
            (FloatVector) FloatVector.fromArray(HALF, q, qFrom + i).reinterpretShape(WIDE, 0);
        a0 =
            q0.fma(
                (FloatVector) FloatVector.fromArray(HALF, a, aFrom + i).reinterpretShape(WIDE, 0),
                a0);
      }
      case 16 -> {
        FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
        a0 = q0.fma(FloatVector.fromArray(WIDE, a, aFrom + i), a0);
      }
      case 24 -> {
        FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
        a0 = q0.fma(FloatVector.fromArray(WIDE, a, aFrom + i), a0);
        i += 16;
        FloatVector q1 =
            (FloatVector) FloatVector.fromArray(HALF, q, qFrom + i).reinterpretShape(WIDE, 0);
        a1 =
            q1.fma(
                (FloatVector) FloatVector.fromArray(HALF, a, aFrom + i).reinterpretShape(WIDE, 0),
                a1);
      }
      default -> {}
    }
    FloatVector a16 = a0.add(a1);
    FloatVector a8 =
        ((FloatVector) a16.reinterpretShape(HALF, 0))
            .add((FloatVector) a16.reinterpretShape(HALF, 1));
    FloatVector a4 =
        ((FloatVector) a8.reinterpretShape(QUARTER, 0))
            .add((FloatVector) a8.reinterpretShape(QUARTER, 1));
    return (a4.lane(0) + a4.lane(2)) + (a4.lane(1) + a4.lane(3));
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
    switch (n & 24) {
      case 8 -> {
        FloatVector q0 =
            (FloatVector) FloatVector.fromArray(HALF, q, qFrom + i).reinterpretShape(WIDE, 0);
        a0 =
            q0.fma(
                (FloatVector) FloatVector.fromArray(HALF, a, aFrom + i).reinterpretShape(WIDE, 0),
                a0);
        b0 =
            q0.fma(
                (FloatVector) FloatVector.fromArray(HALF, b, bFrom + i).reinterpretShape(WIDE, 0),
                b0);
        c0 =
            q0.fma(
                (FloatVector) FloatVector.fromArray(HALF, c, cFrom + i).reinterpretShape(WIDE, 0),
                c0);
        d0 =
            q0.fma(
                (FloatVector) FloatVector.fromArray(HALF, d, dFrom + i).reinterpretShape(WIDE, 0),
                d0);
      }
      case 16 -> {
        FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
        a0 = q0.fma(FloatVector.fromArray(WIDE, a, aFrom + i), a0);
        b0 = q0.fma(FloatVector.fromArray(WIDE, b, bFrom + i), b0);
        c0 = q0.fma(FloatVector.fromArray(WIDE, c, cFrom + i), c0);
        d0 = q0.fma(FloatVector.fromArray(WIDE, d, dFrom + i), d0);
      }
      case 24 -> {
        FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
        a0 = q0.fma(FloatVector.fromArray(WIDE, a, aFrom + i), a0);
        b0 = q0.fma(FloatVector.fromArray(WIDE, b, bFrom + i), b0);
        c0 = q0.fma(FloatVector.fromArray(WIDE, c, cFrom + i), c0);
        d0 = q0.fma(FloatVector.fromArray(WIDE, d, dFrom + i), d0);
        i += 16;
        FloatVector q1 =
            (FloatVector) FloatVector.fromArray(HALF, q, qFrom + i).reinterpretShape(WIDE, 0);
        a1 =
            q1.fma(
                (FloatVector) FloatVector.fromArray(HALF, a, aFrom + i).reinterpretShape(WIDE, 0),
                a1);
        b1 =
            q1.fma(
                (FloatVector) FloatVector.fromArray(HALF, b, bFrom + i).reinterpretShape(WIDE, 0),
                b1);
        c1 =
            q1.fma(
                (FloatVector) FloatVector.fromArray(HALF, c, cFrom + i).reinterpretShape(WIDE, 0),
                c1);
        d1 =
            q1.fma(
                (FloatVector) FloatVector.fromArray(HALF, d, dFrom + i).reinterpretShape(WIDE, 0),
                d1);
      }
      default -> {}
    }
    FloatVector a16 = a0.add(a1);
    FloatVector b16 = b0.add(b1);
    FloatVector c16 = c0.add(c1);
    FloatVector d16 = d0.add(d1);
    FloatVector ab = a16.add(a16.rearrange(EIGHT)).blend(b16.add(b16.rearrange(EIGHT)), UPPER_HALF);
    FloatVector cd = c16.add(c16.rearrange(EIGHT)).blend(d16.add(d16.rearrange(EIGHT)), UPPER_HALF);
    FloatVector acbd = ab.add(ab.rearrange(FOUR)).blend(cd.add(cd.rearrange(FOUR)), UPPER_FOURS);
    FloatVector two = acbd.add(acbd.rearrange(TWO));
    FloatVector one = two.add(two.rearrange(ONE));
    out[at] = one.lane(0);
    out[at + 1] = one.lane(8);
    out[at + 2] = one.lane(4);
    out[at + 3] = one.lane(12);
  }

  @Override
  public float squaredL2(float[] q, int qFrom, float[] a, int aFrom, int n) {
    FloatVector a0 = FloatVector.zero(WIDE);
    FloatVector a1 = FloatVector.zero(WIDE);
    int whole = n & ~31;
    int i = 0;
    for (; i < whole; i += 32) {
      FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
      FloatVector q1 = FloatVector.fromArray(WIDE, q, qFrom + i + 16);
      FloatVector ad0 = q0.sub(FloatVector.fromArray(WIDE, a, aFrom + i));
      a0 = ad0.fma(ad0, a0);
      FloatVector ad1 = q1.sub(FloatVector.fromArray(WIDE, a, aFrom + i + 16));
      a1 = ad1.fma(ad1, a1);
    }
    switch (n & 24) {
      case 8 -> {
        FloatVector q0 =
            (FloatVector) FloatVector.fromArray(HALF, q, qFrom + i).reinterpretShape(WIDE, 0);
        FloatVector ad =
            q0.sub(
                (FloatVector) FloatVector.fromArray(HALF, a, aFrom + i).reinterpretShape(WIDE, 0));
        a0 = ad.fma(ad, a0);
      }
      case 16 -> {
        FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
        FloatVector ad0 = q0.sub(FloatVector.fromArray(WIDE, a, aFrom + i));
        a0 = ad0.fma(ad0, a0);
      }
      case 24 -> {
        FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
        FloatVector ad0 = q0.sub(FloatVector.fromArray(WIDE, a, aFrom + i));
        a0 = ad0.fma(ad0, a0);
        i += 16;
        FloatVector q1 =
            (FloatVector) FloatVector.fromArray(HALF, q, qFrom + i).reinterpretShape(WIDE, 0);
        FloatVector ad =
            q1.sub(
                (FloatVector) FloatVector.fromArray(HALF, a, aFrom + i).reinterpretShape(WIDE, 0));
        a1 = ad.fma(ad, a1);
      }
      default -> {}
    }
    FloatVector a16 = a0.add(a1);
    FloatVector a8 =
        ((FloatVector) a16.reinterpretShape(HALF, 0))
            .add((FloatVector) a16.reinterpretShape(HALF, 1));
    FloatVector a4 =
        ((FloatVector) a8.reinterpretShape(QUARTER, 0))
            .add((FloatVector) a8.reinterpretShape(QUARTER, 1));
    return (a4.lane(0) + a4.lane(2)) + (a4.lane(1) + a4.lane(3));
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
    switch (n & 24) {
      case 8 -> {
        FloatVector q0 =
            (FloatVector) FloatVector.fromArray(HALF, q, qFrom + i).reinterpretShape(WIDE, 0);
        FloatVector ad =
            q0.sub(
                (FloatVector) FloatVector.fromArray(HALF, a, aFrom + i).reinterpretShape(WIDE, 0));
        a0 = ad.fma(ad, a0);
        FloatVector bd =
            q0.sub(
                (FloatVector) FloatVector.fromArray(HALF, b, bFrom + i).reinterpretShape(WIDE, 0));
        b0 = bd.fma(bd, b0);
        FloatVector cd =
            q0.sub(
                (FloatVector) FloatVector.fromArray(HALF, c, cFrom + i).reinterpretShape(WIDE, 0));
        c0 = cd.fma(cd, c0);
        FloatVector dd =
            q0.sub(
                (FloatVector) FloatVector.fromArray(HALF, d, dFrom + i).reinterpretShape(WIDE, 0));
        d0 = dd.fma(dd, d0);
      }
      case 16 -> {
        FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
        FloatVector ad0 = q0.sub(FloatVector.fromArray(WIDE, a, aFrom + i));
        a0 = ad0.fma(ad0, a0);
        FloatVector bd0 = q0.sub(FloatVector.fromArray(WIDE, b, bFrom + i));
        b0 = bd0.fma(bd0, b0);
        FloatVector cd0 = q0.sub(FloatVector.fromArray(WIDE, c, cFrom + i));
        c0 = cd0.fma(cd0, c0);
        FloatVector dd0 = q0.sub(FloatVector.fromArray(WIDE, d, dFrom + i));
        d0 = dd0.fma(dd0, d0);
      }
      case 24 -> {
        FloatVector q0 = FloatVector.fromArray(WIDE, q, qFrom + i);
        FloatVector ad0 = q0.sub(FloatVector.fromArray(WIDE, a, aFrom + i));
        a0 = ad0.fma(ad0, a0);
        FloatVector bd0 = q0.sub(FloatVector.fromArray(WIDE, b, bFrom + i));
        b0 = bd0.fma(bd0, b0);
        FloatVector cd0 = q0.sub(FloatVector.fromArray(WIDE, c, cFrom + i));
        c0 = cd0.fma(cd0, c0);
        FloatVector dd0 = q0.sub(FloatVector.fromArray(WIDE, d, dFrom + i));
        d0 = dd0.fma(dd0, d0);
        i += 16;
        FloatVector q1 =
            (FloatVector) FloatVector.fromArray(HALF, q, qFrom + i).reinterpretShape(WIDE, 0);
        FloatVector ad =
            q1.sub(
                (FloatVector) FloatVector.fromArray(HALF, a, aFrom + i).reinterpretShape(WIDE, 0));
        a1 = ad.fma(ad, a1);
        FloatVector bd =
            q1.sub(
                (FloatVector) FloatVector.fromArray(HALF, b, bFrom + i).reinterpretShape(WIDE, 0));
        b1 = bd.fma(bd, b1);
        FloatVector cd =
            q1.sub(
                (FloatVector) FloatVector.fromArray(HALF, c, cFrom + i).reinterpretShape(WIDE, 0));
        c1 = cd.fma(cd, c1);
        FloatVector dd =
            q1.sub(
                (FloatVector) FloatVector.fromArray(HALF, d, dFrom + i).reinterpretShape(WIDE, 0));
        d1 = dd.fma(dd, d1);
      }
      default -> {}
    }
    FloatVector a16 = a0.add(a1);
    FloatVector b16 = b0.add(b1);
    FloatVector c16 = c0.add(c1);
    FloatVector d16 = d0.add(d1);
    FloatVector ab = a16.add(a16.rearrange(EIGHT)).blend(b16.add(b16.rearrange(EIGHT)), UPPER_HALF);
    FloatVector cd = c16.add(c16.rearrange(EIGHT)).blend(d16.add(d16.rearrange(EIGHT)), UPPER_HALF);
    FloatVector acbd = ab.add(ab.rearrange(FOUR)).blend(cd.add(cd.rearrange(FOUR)), UPPER_FOURS);
    FloatVector two = acbd.add(acbd.rearrange(TWO));
    FloatVector one = two.add(two.rearrange(ONE));
    out[at] = one.lane(0);
    out[at + 1] = one.lane(8);
    out[at + 2] = one.lane(4);
    out[at + 3] = one.lane(12);
  }
}
