package org.flinkvectorindex.index.distance;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 32 lanes as 4 × 8. Sixteen registers hold the sums of two rows, so four rows are taken two by
 * two. Written out, not in steps: a step that is not inlined would put its vectors on the heap.
 */
final class Simd256Kernels implements Kernels {
  private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;

  @Override
  public String name() {
    return "simd-256";
  }

  @Override
  public CodeKernels codes() {
    return new Simd256CodeKernels();
  }

  @Override
  public BlockKernels blocks() {
    return new Simd256BlockKernels();
  }

  @Override
  public ByteKernels bytes() {
    return new Simd256ByteKernels();
  }

  @Override
  public HadamardKernels hadamard() {
    return new Simd256HadamardKernels();
  }

  @Override
  public float dot(float[] q, int qFrom, float[] a, int aFrom, int n) {
    FloatVector a0 = FloatVector.zero(EIGHT);
    FloatVector a1 = FloatVector.zero(EIGHT);
    FloatVector a2 = FloatVector.zero(EIGHT);
    FloatVector a3 = FloatVector.zero(EIGHT);
    int whole = n & ~31;
    int i = 0;
    for (; i < whole; i += 32) {
      FloatVector q0 = FloatVector.fromArray(EIGHT, q, qFrom + i);
      a0 = q0.fma(FloatVector.fromArray(EIGHT, a, aFrom + i), a0);
      FloatVector q1 = FloatVector.fromArray(EIGHT, q, qFrom + i + 8);
      a1 = q1.fma(FloatVector.fromArray(EIGHT, a, aFrom + i + 8), a1);
      FloatVector q2 = FloatVector.fromArray(EIGHT, q, qFrom + i + 16);
      a2 = q2.fma(FloatVector.fromArray(EIGHT, a, aFrom + i + 16), a2);
      FloatVector q3 = FloatVector.fromArray(EIGHT, q, qFrom + i + 24);
      a3 = q3.fma(FloatVector.fromArray(EIGHT, a, aFrom + i + 24), a3);
    }
    if ((n & 31) > 0) {
      FloatVector q0 = FloatVector.fromArray(EIGHT, q, qFrom + i);
      a0 = q0.fma(FloatVector.fromArray(EIGHT, a, aFrom + i), a0);
    }
    if ((n & 31) > 8) {
      FloatVector q1 = FloatVector.fromArray(EIGHT, q, qFrom + i + 8);
      a1 = q1.fma(FloatVector.fromArray(EIGHT, a, aFrom + i + 8), a1);
    }
    if ((n & 31) > 16) {
      FloatVector q2 = FloatVector.fromArray(EIGHT, q, qFrom + i + 16);
      a2 = q2.fma(FloatVector.fromArray(EIGHT, a, aFrom + i + 16), a2);
    }
    FloatVector a8 = a0.add(a2).add(a1.add(a3));
    FloatVector a4 =
        ((FloatVector) a8.reinterpretShape(FOUR, 0))
            .add((FloatVector) a8.reinterpretShape(FOUR, 1));
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
    dot2(q, qFrom, a, aFrom, b, bFrom, n, out, at);
    dot2(q, qFrom, c, cFrom, d, dFrom, n, out, at + 2);
  }

  private static void dot2(
      float[] q,
      int qFrom,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      int n,
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
    int whole = n & ~31;
    int i = 0;
    for (; i < whole; i += 32) {
      FloatVector q0 = FloatVector.fromArray(EIGHT, q, qFrom + i);
      a0 = q0.fma(FloatVector.fromArray(EIGHT, a, aFrom + i), a0);
      b0 = q0.fma(FloatVector.fromArray(EIGHT, b, bFrom + i), b0);
      FloatVector q1 = FloatVector.fromArray(EIGHT, q, qFrom + i + 8);
      a1 = q1.fma(FloatVector.fromArray(EIGHT, a, aFrom + i + 8), a1);
      b1 = q1.fma(FloatVector.fromArray(EIGHT, b, bFrom + i + 8), b1);
      FloatVector q2 = FloatVector.fromArray(EIGHT, q, qFrom + i + 16);
      a2 = q2.fma(FloatVector.fromArray(EIGHT, a, aFrom + i + 16), a2);
      b2 = q2.fma(FloatVector.fromArray(EIGHT, b, bFrom + i + 16), b2);
      FloatVector q3 = FloatVector.fromArray(EIGHT, q, qFrom + i + 24);
      a3 = q3.fma(FloatVector.fromArray(EIGHT, a, aFrom + i + 24), a3);
      b3 = q3.fma(FloatVector.fromArray(EIGHT, b, bFrom + i + 24), b3);
    }
    if ((n & 31) > 0) {
      FloatVector q0 = FloatVector.fromArray(EIGHT, q, qFrom + i);
      a0 = q0.fma(FloatVector.fromArray(EIGHT, a, aFrom + i), a0);
      b0 = q0.fma(FloatVector.fromArray(EIGHT, b, bFrom + i), b0);
    }
    if ((n & 31) > 8) {
      FloatVector q1 = FloatVector.fromArray(EIGHT, q, qFrom + i + 8);
      a1 = q1.fma(FloatVector.fromArray(EIGHT, a, aFrom + i + 8), a1);
      b1 = q1.fma(FloatVector.fromArray(EIGHT, b, bFrom + i + 8), b1);
    }
    if ((n & 31) > 16) {
      FloatVector q2 = FloatVector.fromArray(EIGHT, q, qFrom + i + 16);
      a2 = q2.fma(FloatVector.fromArray(EIGHT, a, aFrom + i + 16), a2);
      b2 = q2.fma(FloatVector.fromArray(EIGHT, b, bFrom + i + 16), b2);
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
  public float squaredL2(float[] q, int qFrom, float[] a, int aFrom, int n) {
    FloatVector a0 = FloatVector.zero(EIGHT);
    FloatVector a1 = FloatVector.zero(EIGHT);
    FloatVector a2 = FloatVector.zero(EIGHT);
    FloatVector a3 = FloatVector.zero(EIGHT);
    int whole = n & ~31;
    int i = 0;
    for (; i < whole; i += 32) {
      FloatVector q0 = FloatVector.fromArray(EIGHT, q, qFrom + i);
      FloatVector ad0 = q0.sub(FloatVector.fromArray(EIGHT, a, aFrom + i));
      a0 = ad0.fma(ad0, a0);
      FloatVector q1 = FloatVector.fromArray(EIGHT, q, qFrom + i + 8);
      FloatVector ad1 = q1.sub(FloatVector.fromArray(EIGHT, a, aFrom + i + 8));
      a1 = ad1.fma(ad1, a1);
      FloatVector q2 = FloatVector.fromArray(EIGHT, q, qFrom + i + 16);
      FloatVector ad2 = q2.sub(FloatVector.fromArray(EIGHT, a, aFrom + i + 16));
      a2 = ad2.fma(ad2, a2);
      FloatVector q3 = FloatVector.fromArray(EIGHT, q, qFrom + i + 24);
      FloatVector ad3 = q3.sub(FloatVector.fromArray(EIGHT, a, aFrom + i + 24));
      a3 = ad3.fma(ad3, a3);
    }
    if ((n & 31) > 0) {
      FloatVector q0 = FloatVector.fromArray(EIGHT, q, qFrom + i);
      FloatVector ad0 = q0.sub(FloatVector.fromArray(EIGHT, a, aFrom + i));
      a0 = ad0.fma(ad0, a0);
    }
    if ((n & 31) > 8) {
      FloatVector q1 = FloatVector.fromArray(EIGHT, q, qFrom + i + 8);
      FloatVector ad1 = q1.sub(FloatVector.fromArray(EIGHT, a, aFrom + i + 8));
      a1 = ad1.fma(ad1, a1);
    }
    if ((n & 31) > 16) {
      FloatVector q2 = FloatVector.fromArray(EIGHT, q, qFrom + i + 16);
      FloatVector ad2 = q2.sub(FloatVector.fromArray(EIGHT, a, aFrom + i + 16));
      a2 = ad2.fma(ad2, a2);
    }
    FloatVector a8 = a0.add(a2).add(a1.add(a3));
    FloatVector a4 =
        ((FloatVector) a8.reinterpretShape(FOUR, 0))
            .add((FloatVector) a8.reinterpretShape(FOUR, 1));
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
    squaredL22(q, qFrom, a, aFrom, b, bFrom, n, out, at);
    squaredL22(q, qFrom, c, cFrom, d, dFrom, n, out, at + 2);
  }

  private static void squaredL22(
      float[] q,
      int qFrom,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      int n,
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
    int whole = n & ~31;
    int i = 0;
    for (; i < whole; i += 32) {
      FloatVector q0 = FloatVector.fromArray(EIGHT, q, qFrom + i);
      FloatVector ad0 = q0.sub(FloatVector.fromArray(EIGHT, a, aFrom + i));
      a0 = ad0.fma(ad0, a0);
      FloatVector bd0 = q0.sub(FloatVector.fromArray(EIGHT, b, bFrom + i));
      b0 = bd0.fma(bd0, b0);
      FloatVector q1 = FloatVector.fromArray(EIGHT, q, qFrom + i + 8);
      FloatVector ad1 = q1.sub(FloatVector.fromArray(EIGHT, a, aFrom + i + 8));
      a1 = ad1.fma(ad1, a1);
      FloatVector bd1 = q1.sub(FloatVector.fromArray(EIGHT, b, bFrom + i + 8));
      b1 = bd1.fma(bd1, b1);
      FloatVector q2 = FloatVector.fromArray(EIGHT, q, qFrom + i + 16);
      FloatVector ad2 = q2.sub(FloatVector.fromArray(EIGHT, a, aFrom + i + 16));
      a2 = ad2.fma(ad2, a2);
      FloatVector bd2 = q2.sub(FloatVector.fromArray(EIGHT, b, bFrom + i + 16));
      b2 = bd2.fma(bd2, b2);
      FloatVector q3 = FloatVector.fromArray(EIGHT, q, qFrom + i + 24);
      FloatVector ad3 = q3.sub(FloatVector.fromArray(EIGHT, a, aFrom + i + 24));
      a3 = ad3.fma(ad3, a3);
      FloatVector bd3 = q3.sub(FloatVector.fromArray(EIGHT, b, bFrom + i + 24));
      b3 = bd3.fma(bd3, b3);
    }
    if ((n & 31) > 0) {
      FloatVector q0 = FloatVector.fromArray(EIGHT, q, qFrom + i);
      FloatVector ad0 = q0.sub(FloatVector.fromArray(EIGHT, a, aFrom + i));
      a0 = ad0.fma(ad0, a0);
      FloatVector bd0 = q0.sub(FloatVector.fromArray(EIGHT, b, bFrom + i));
      b0 = bd0.fma(bd0, b0);
    }
    if ((n & 31) > 8) {
      FloatVector q1 = FloatVector.fromArray(EIGHT, q, qFrom + i + 8);
      FloatVector ad1 = q1.sub(FloatVector.fromArray(EIGHT, a, aFrom + i + 8));
      a1 = ad1.fma(ad1, a1);
      FloatVector bd1 = q1.sub(FloatVector.fromArray(EIGHT, b, bFrom + i + 8));
      b1 = bd1.fma(bd1, b1);
    }
    if ((n & 31) > 16) {
      FloatVector q2 = FloatVector.fromArray(EIGHT, q, qFrom + i + 16);
      FloatVector ad2 = q2.sub(FloatVector.fromArray(EIGHT, a, aFrom + i + 16));
      a2 = ad2.fma(ad2, a2);
      FloatVector bd2 = q2.sub(FloatVector.fromArray(EIGHT, b, bFrom + i + 16));
      b2 = bd2.fma(bd2, b2);
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
}
