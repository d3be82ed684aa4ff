package org.flinkvectorindex.index.distance;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Eight components at once. Written out for the reason that {@link Simd256Kernels} gives. */
final class Simd256CodeKernels implements CodeKernels {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;

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
    for (int i = 0; i < n; i += 8) {
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
    for (int i = 0, at = 0; i < n; i += (at & 15) == 0 ? 8 : 24, at += 8) {
      IntVector low = IntVector.fromArray(INTS, q, i);
      IntVector high = IntVector.fromArray(INTS, q, i + 16);
      IntVector ai =
          (IntVector)
              ByteVector.fromArray(BYTES, a, aFrom + at).convertShape(VectorOperators.B2I, INTS, 0);
      as = as.add(low.mul(ai.and(15))).add(high.mul(ai.lanewise(VectorOperators.LSHR, 4).and(15)));
      IntVector bi =
          (IntVector)
              ByteVector.fromArray(BYTES, b, bFrom + at).convertShape(VectorOperators.B2I, INTS, 0);
      bs = bs.add(low.mul(bi.and(15))).add(high.mul(bi.lanewise(VectorOperators.LSHR, 4).and(15)));
      IntVector ci =
          (IntVector)
              ByteVector.fromArray(BYTES, c, cFrom + at).convertShape(VectorOperators.B2I, INTS, 0);
      cs = cs.add(low.mul(ci.and(15))).add(high.mul(ci.lanewise(VectorOperators.LSHR, 4).and(15)));
      IntVector di =
          (IntVector)
              ByteVector.fromArray(BYTES, d, dFrom + at).convertShape(VectorOperators.B2I, INTS, 0);
      ds = ds.add(low.mul(di.and(15))).add(high.mul(di.lanewise(VectorOperators.LSHR, 4).and(15)));
    }
    out[0] = as.reduceLanes(VectorOperators.ADD);
    out[1] = bs.reduceLanes(VectorOperators.ADD);
    out[2] = cs.reduceLanes(VectorOperators.ADD);
    out[3] = ds.reduceLanes(VectorOperators.ADD);
  }

  @Override
  public void widenBytes(byte[] from, int at, int n, int plus, int[] to) {
    for (int i = 0; i < n; i += 8) {
      ((IntVector)
              ByteVector.fromArray(BYTES, from, at + i).convertShape(VectorOperators.B2I, INTS, 0))
          .add(plus)
          .intoArray(to, i);
    }
  }

  @Override
  public void widenNibbles(byte[] from, int at, int n, int[] to) {
    for (int i = 0, next = at; i < n; i += 2 * BLOCK, next += BLOCK) {
      IntVector first =
          (IntVector)
              ByteVector.fromArray(BYTES, from, next).convertShape(VectorOperators.B2I, INTS, 0);
      first.and(15).intoArray(to, i);
      first.lanewise(VectorOperators.LSHR, 4).and(15).intoArray(to, i + BLOCK);
      IntVector second =
          (IntVector)
              ByteVector.fromArray(BYTES, from, next + 8)
                  .convertShape(VectorOperators.B2I, INTS, 0);
      second.and(15).intoArray(to, i + 8);
      second.lanewise(VectorOperators.LSHR, 4).and(15).intoArray(to, i + BLOCK + 8);
    }
  }
}
