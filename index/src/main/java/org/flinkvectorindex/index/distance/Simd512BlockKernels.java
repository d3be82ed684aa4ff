package org.flinkvectorindex.index.distance;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Sixteen lanes at once. Written out for the reason that {@link Simd512Kernels} gives. */
final class Simd512BlockKernels implements BlockKernels {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Short> HALF_SHORTS = ShortVector.SPECIES_256;
  private static final VectorSpecies<Byte> HALF = ByteVector.SPECIES_256;
  private static final VectorSpecies<Byte> QUARTER = ByteVector.SPECIES_128;

  /** A bit a lane, as floats: only of those is there a mask. */
  private static final FloatVector BITS =
      IntVector.broadcast(INTS, 1)
          .lanewise(VectorOperators.LSHL, IntVector.zero(INTS).addIndex(1))
          .reinterpretAsFloats();

  private static final FloatVector NONE = FloatVector.zero(FLOATS);

  @Override
  public void dots(float[] q, float[] block, int n, float[] out, int at) {
    FloatVector even0 = FloatVector.zero(FLOATS);
    FloatVector even1 = FloatVector.zero(FLOATS);
    FloatVector odd0 = FloatVector.zero(FLOATS);
    FloatVector odd1 = FloatVector.zero(FLOATS);
    for (int i = 0, from = 0; i < n; i += 2, from += 2 * LANES) {
      FloatVector first = FloatVector.broadcast(FLOATS, q[i]);
      FloatVector second = FloatVector.broadcast(FLOATS, q[i + 1]);
      even0 = FloatVector.fromArray(FLOATS, block, from).fma(first, even0);
      odd0 = FloatVector.fromArray(FLOATS, block, from + LANES).fma(second, odd0);
      even1 = FloatVector.fromArray(FLOATS, block, from + 16).fma(first, even1);
      odd1 = FloatVector.fromArray(FLOATS, block, from + LANES + 16).fma(second, odd1);
    }
    even0.add(odd0).intoArray(out, at);
    even1.add(odd1).intoArray(out, at + 16);
  }

  @Override
  public void squaredL2s(float[] q, float[] block, int n, float[] out, int at) {
    FloatVector even0 = FloatVector.zero(FLOATS);
    FloatVector even1 = FloatVector.zero(FLOATS);
    FloatVector odd0 = FloatVector.zero(FLOATS);
    FloatVector odd1 = FloatVector.zero(FLOATS);
    for (int i = 0, from = 0; i < n; i += 2, from += 2 * LANES) {
      FloatVector first = FloatVector.broadcast(FLOATS, q[i]);
      FloatVector second = FloatVector.broadcast(FLOATS, q[i + 1]);
      FloatVector evenOff0 = first.sub(FloatVector.fromArray(FLOATS, block, from));
      even0 = evenOff0.fma(evenOff0, even0);
      FloatVector oddOff0 = second.sub(FloatVector.fromArray(FLOATS, block, from + LANES));
      odd0 = oddOff0.fma(oddOff0, odd0);
      FloatVector evenOff1 = first.sub(FloatVector.fromArray(FLOATS, block, from + 16));
      even1 = evenOff1.fma(evenOff1, even1);
      FloatVector oddOff1 = second.sub(FloatVector.fromArray(FLOATS, block, from + LANES + 16));
      odd1 = oddOff1.fma(oddOff1, odd1);
    }
    even0.add(odd0).intoArray(out, at);
    even1.add(odd1).intoArray(out, at + 16);
  }

  @Override
  public void bytes(int[] q, byte[] block, int start, int n, int[] out) {
    IntVector low = IntVector.zero(INTS);
    IntVector high = IntVector.zero(INTS);
    for (int i = 0, from = start; i < n; i++, from += LANES) {
      IntVector lows =
          (IntVector)
              ByteVector.fromArray(QUARTER, block, from).convertShape(VectorOperators.B2I, INTS, 0);
      IntVector highs =
          (IntVector)
              ByteVector.fromArray(QUARTER, block, from + 16)
                  .convertShape(VectorOperators.B2I, INTS, 0);
      low = low.add(lows.mul(q[i]));
      high = high.add(highs.mul(q[i]));
    }
    low.intoArray(out, 0);
    high.intoArray(out, 16);
  }

  /**
   * So many components sum up to 16 bits: 15 and 8 times 63 each two; whatever overflows between.
   */
  private static final int FLUSH = 44;

  @Override
  public void nibbles(short[] q, byte[] block, int start, int n, int[] out) {
    IntVector low = IntVector.zero(INTS);
    IntVector high = IntVector.zero(INTS);
    for (int i = 0, from = start; i < n; ) {
      ShortVector sum = ShortVector.zero(SHORTS);
      for (int end = Math.min(i + FLUSH, n); i < end; i += 2, from += LANES) {
        ShortVector both =
            (ShortVector)
                ByteVector.fromArray(HALF, block, from)
                    .convertShape(VectorOperators.B2S, SHORTS, 0);
        sum = sum.add(both.mul(q[i])).add(both.lanewise(VectorOperators.ASHR, 4).mul(q[i + 1]));
      }
      low = low.add((IntVector) sum.convertShape(VectorOperators.S2I, INTS, 0));
      high = high.add((IntVector) sum.convertShape(VectorOperators.S2I, INTS, 1));
    }
    low.intoArray(out, 0);
    high.intoArray(out, 16);
  }

  /** Sums of so many codes stay within 16 bits: 256 bytes that are two numbers each. */
  private static final int LOOKUP_FLUSH = 512;

  /**
   * A register of 16-bit sums holds two vectors a lane, as 256 times the odd one and the even one,
   * and another the odd one alone: the difference is the even one, whatever overflows between.
   */
  @Override
  public void lookups(byte[] tables, byte[] block, int start, int n, int[] out) {
    IntVector evens = IntVector.zero(INTS);
    IntVector odds = IntVector.zero(INTS);
    for (int i = 0, from = start; i < n; ) {
      ShortVector both = ShortVector.zero(HALF_SHORTS);
      ShortVector odd = ShortVector.zero(HALF_SHORTS);
      for (int end = Math.min(i + LOOKUP_FLUSH, n); i < end; i += 2, from += LANES) {
        ByteVector codes = ByteVector.fromArray(HALF, block, from);
        ByteVector first = codes.and((byte) 15);
        ByteVector second =
            codes
                .reinterpretAsShorts()
                .lanewise(VectorOperators.LSHR, 4)
                .reinterpretAsBytes()
                .and((byte) 15);
        ByteVector firsts = ByteVector.fromArray(HALF, tables, TABLE * i);
        ByteVector seconds = ByteVector.fromArray(HALF, tables, TABLE * (i + 1));
        ShortVector sum =
            firsts
                .rearrange(first.toShuffle())
                .add(seconds.rearrange(second.toShuffle()))
                .reinterpretAsShorts();
        both = both.add(sum);
        odd = odd.add(sum.lanewise(VectorOperators.LSHR, 8));
      }
      ShortVector even = both.sub(odd.lanewise(VectorOperators.LSHL, 8));
      evens = evens.add(((IntVector) even.convertShape(VectorOperators.S2I, INTS, 0)).and(0xFFFF));
      odds = odds.add(((IntVector) odd.convertShape(VectorOperators.S2I, INTS, 0)).and(0xFFFF));
    }
    evens.intoArray(out, 0);
    odds.intoArray(out, LANES / 2);
  }

  @Override
  public void estimates(
      CodeEstimate by, int[] sums, float[] numbers, int start, float[] out, float[] least, int at) {
    int middles = CodeEstimate.middle(by.besides());
    for (int i = 0; i < LANES; i += 16) {
      IntVector packed =
          FloatVector.fromArray(FLOATS, numbers, start + CodeEstimate.GRID + i).reinterpretAsInts();
      FloatVector step = packed.and(CodeGrid.STEP).reinterpretAsFloats();
      FloatVector error =
          packed
              .and(~CodeGrid.STEP)
              .lanewise(VectorOperators.LSHL, CodeGrid.ERROR)
              .reinterpretAsFloats();
      FloatVector sum =
          ((FloatVector)
                  IntVector.fromArray(INTS, sums, i)
                      .add(by.shift())
                      .convertShape(VectorOperators.I2F, FLOATS, 0))
              .mul(by.step());
      FloatVector dot =
          by.middles()
              ? step.mul(sum)
                  .add(FloatVector.fromArray(FLOATS, numbers, start + middles + i).mul(by.total()))
              : step.mul(sum.add(by.total()));
      FloatVector base = FloatVector.broadcast(FLOATS, by.base());
      if (by.besides()) {
        base = base.add(FloatVector.fromArray(FLOATS, numbers, start + CodeEstimate.BESIDE + i));
      }
      FloatVector distance = base.sub(dot.mul(by.factor()));
      distance.sub(error.mul(by.margin())).intoArray(least, at + i);
      distance.intoArray(out, at + i);
    }
  }

  /** Mostly none is: only that is cheap to find out, as masks are in Java 17. */
  @Override
  public int notAbove(float bound, float[] values) {
    VectorMask<Float> low =
        FloatVector.fromArray(FLOATS, values, 0).compare(VectorOperators.GT, bound);
    VectorMask<Float> high =
        FloatVector.fromArray(FLOATS, values, LANES / 2).compare(VectorOperators.GT, bound);
    return low.and(high).allTrue() ? 0 : ~(lanes(low) | lanes(high) << LANES / 2);
  }

  private static int lanes(VectorMask<Float> mask) {
    return NONE.blend(BITS, mask).reinterpretAsInts().reduceLanes(VectorOperators.OR);
  }

  /** Floats that are not negative are ordered as their bits are; the low ones give way. */
  @Override
  public void codewords(float[] words, float[] point, int pairs, byte[] nearest) {
    IntVector numbers = IntVector.zero(INTS).addIndex(1);
    for (int pair = 0, at = 0; pair < pairs; pair++, at += 2 * TABLE) {
      FloatVector first = FloatVector.fromArray(FLOATS, words, at).sub(point[2 * pair]);
      FloatVector second =
          FloatVector.fromArray(FLOATS, words, at + TABLE).sub(point[2 * pair + 1]);
      nearest[pair] =
          (byte)
              (first
                      .mul(first)
                      .add(second.mul(second))
                      .reinterpretAsInts()
                      .and(-TABLE)
                      .or(numbers)
                      .reduceLanes(VectorOperators.MIN)
                  & TABLE - 1);
    }
  }

  @Override
  public float products(float[] words, float[] point, int pairs, float[] dots, float[] leasts) {
    IntVector greatest = IntVector.zero(INTS);
    for (int pair = 0, at = 0; pair < pairs; pair++, at += TABLE) {
      FloatVector of =
          FloatVector.fromArray(FLOATS, words, 2 * at)
              .mul(point[2 * pair])
              .add(FloatVector.fromArray(FLOATS, words, 2 * at + TABLE).mul(point[2 * pair + 1]));
      float least = least(of.reinterpretAsInts());
      FloatVector rest = of.sub(least);
      rest.intoArray(dots, at);
      greatest = greatest.max(rest.reinterpretAsInts());
      leasts[pair] = least;
    }
    return Float.intBitsToFloat(greatest.reduceLanes(VectorOperators.MAX));
  }

  /** By bits in an order of integers: only these are fast to reduce. */
  private static float least(IntVector bits) {
    int least =
        bits.lanewise(VectorOperators.ASHR, 31)
            .and(Integer.MAX_VALUE)
            .lanewise(VectorOperators.XOR, bits)
            .reduceLanes(VectorOperators.MIN);
    return Float.intBitsToFloat(least ^ ((least >> 31) & Integer.MAX_VALUE));
  }

  @Override
  public void round(
      float[] dots, int pairs, float scale, float step, byte[] tables, float[] taken) {
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int at = 0; at < TABLE * pairs; at += TABLE) {
      FloatVector of = FloatVector.fromArray(FLOATS, dots, at);
      FloatVector entry = of.mul(scale).add(Kernels.ROUNDER);
      ((ByteVector) entry.reinterpretAsInts().convertShape(VectorOperators.I2B, QUARTER, 0))
          .intoArray(tables, at);
      sum = sum.add(of.sub(entry.sub(Kernels.ROUNDER).mul(step)));
    }
    sum.intoArray(taken, 0);
  }
}
