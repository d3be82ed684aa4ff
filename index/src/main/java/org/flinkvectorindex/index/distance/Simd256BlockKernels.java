package org.flinkvectorindex.index.distance;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Eight lanes at once. Written out for the reason that {@link Simd256Kernels} gives. */
final class Simd256BlockKernels implements BlockKernels {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_256;
  private static final VectorSpecies<Short> HALF_SHORTS = ShortVector.SPECIES_128;
  private static final VectorSpecies<Byte> HALF = ByteVector.SPECIES_128;
  private static final VectorSpecies<Byte> QUARTER = ByteVector.SPECIES_64;

  /** A bit a lane, as floats: only of those is there a mask. */
  private static final FloatVector BITS =
      IntVector.broadcast(INTS, 1)
          .lanewise(VectorOperators.LSHL, IntVector.zero(INTS).addIndex(1))
          .reinterpretAsFloats();

  private static final FloatVector NONE = FloatVector.zero(FLOATS);

  @Override
  public void dots(float[] q, float[] block, int n, float[] out, int at) {
    for (int lane = 0; lane < LANES; lane += 16) {
      FloatVector even0 = FloatVector.zero(FLOATS);
      FloatVector even1 = FloatVector.zero(FLOATS);
      FloatVector odd0 = FloatVector.zero(FLOATS);
      FloatVector odd1 = FloatVector.zero(FLOATS);
      for (int i = 0, from = lane; i < n; i += 2, from += 2 * LANES) {
        FloatVector first = FloatVector.broadcast(FLOATS, q[i]);
        FloatVector second = FloatVector.broadcast(FLOATS, q[i + 1]);
        even0 = FloatVector.fromArray(FLOATS, block, from).fma(first, even0);
        odd0 = FloatVector.fromArray(FLOATS, block, from + LANES).fma(second, odd0);
        even1 = FloatVector.fromArray(FLOATS, block, from + 8).fma(first, even1);
        odd1 = FloatVector.fromArray(FLOATS, block, from + LANES + 8).fma(second, odd1);
      }
      even0.add(odd0).intoArray(out, at + lane);
      even1.add(odd1).intoArray(out, at + lane + 8);
    }
  }

  @Override
  public void squaredL2s(float[] q, float[] block, int n, float[] out, int at) {
    for (int lane = 0; lane < LANES; lane += 16) {
      FloatVector even0 = FloatVector.zero(FLOATS);
      FloatVector even1 = FloatVector.zero(FLOATS);
      FloatVector odd0 = FloatVector.zero(FLOATS);
      FloatVector odd1 = FloatVector.zero(FLOATS);
      for (int i = 0, from = lane; i < n; i += 2, from += 2 * LANES) {
        FloatVector first = FloatVector.broadcast(FLOATS, q[i]);
        FloatVector second = FloatVector.broadcast(FLOATS, q[i + 1]);
        FloatVector evenOff0 = first.sub(FloatVector.fromArray(FLOATS, block, from));
        even0 = evenOff0.fma(evenOff0, even0);
        FloatVector oddOff0 = second.sub(FloatVector.fromArray(FLOATS, block, from + LANES));
        odd0 = oddOff0.fma(oddOff0, odd0);
        FloatVector evenOff1 = first.sub(FloatVector.fromArray(FLOATS, block, from + 8));
        even1 = evenOff1.fma(evenOff1, even1);
        FloatVector oddOff1 = second.sub(FloatVector.fromArray(FLOATS, block, from + LANES + 8));
        odd1 = oddOff1.fma(oddOff1, odd1);
      }
      even0.add(odd0).intoArray(out, at + lane);
      even1.add(odd1).intoArray(out, at + lane + 8);
    }
  }

  @Override
  public void bytes(int[] q, byte[] block, int start, int n, int[] out) {
    for (int lane = 0; lane < LANES; lane += 16) {
      IntVector low = IntVector.zero(INTS);
      IntVector high = IntVector.zero(INTS);
      for (int i = 0, from = start + lane; i < n; i++, from += LANES) {
        IntVector lows =
            (IntVector)
                ByteVector.fromArray(QUARTER, block, from)
                    .convertShape(VectorOperators.B2I, INTS, 0);
        IntVector highs =
            (IntVector)
                ByteVector.fromArray(QUARTER, block, from + 8)
                    .convertShape(VectorOperators.B2I, INTS, 0);
        low = low.add(lows.mul(q[i]));
        high = high.add(highs.mul(q[i]));
      }
      low.intoArray(out, lane);
      high.intoArray(out, lane + 8);
    }
  }

  /**
   * So many components sum up to 16 bits: 15 and 8 times 63 each two; whatever overflows between.
   */
  private static final int FLUSH = 44;

  @Override
  public void nibbles(short[] q, byte[] block, int start, int n, int[] out) {
    for (int lane = 0; lane < LANES; lane += 16) {
      IntVector low = IntVector.zero(INTS);
      IntVector high = IntVector.zero(INTS);
      for (int i = 0, from = start + lane; i < n; ) {
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
      low.intoArray(out, lane);
      high.intoArray(out, lane + 8);
    }
  }

  /** Sums of so many codes stay within 16 bits: 256 bytes that are two numbers each. */
  private static final int LOOKUP_FLUSH = 512;

  /**
   * A register of 16-bit sums holds two vectors a lane, as 256 times the odd one and the even one,
   * and another the odd one alone: the difference is the even one, whatever overflows between.
   */
  @Override
  public void lookups(byte[] tables, byte[] block, int start, int n, int[] out) {
    for (int half = 0; half < LANES; half += 16) {
      IntVector evens = IntVector.zero(INTS);
      IntVector odds = IntVector.zero(INTS);
      for (int i = 0, from = start + half; i < n; ) {
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
        evens =
            evens.add(((IntVector) even.convertShape(VectorOperators.S2I, INTS, 0)).and(0xFFFF));
        odds = odds.add(((IntVector) odd.convertShape(VectorOperators.S2I, INTS, 0)).and(0xFFFF));
      }
      evens.intoArray(out, half / 2);
      odds.intoArray(out, LANES / 2 + half / 2);
    }
  }

  @Override
  public void estimates(
      CodeEstimate by, int[] sums, float[] numbers, int start, float[] out, float[] least, int at) {
    int middles = CodeEstimate.middle(by.besides());
    for (int i = 0; i < LANES; i += 8) {
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
    int above = 0;
    for (int lane = 0; lane < LANES; lane += 8) {
      VectorMask<Float> mask =
          FloatVector.fromArray(FLOATS, values, lane).compare(VectorOperators.GT, bound);
      above |= (mask.allTrue() ? 0xFF : lanes(mask)) << lane;
    }
    return ~above;
  }

  private static int lanes(VectorMask<Float> mask) {
    return NONE.blend(BITS, mask).reinterpretAsInts().reduceLanes(VectorOperators.OR);
  }

  /** Floats that are not negative are ordered as their bits are; the low ones give way. */
  @Override
  public void codewords(float[] words, float[] point, int pairs, byte[] nearest) {
    IntVector low = IntVector.zero(INTS).addIndex(1);
    IntVector high = low.add(8);
    for (int pair = 0, at = 0; pair < pairs; pair++, at += 2 * TABLE) {
      float x = point[2 * pair];
      float y = point[2 * pair + 1];
      FloatVector first0 = FloatVector.fromArray(FLOATS, words, at).sub(x);
      FloatVector first1 = FloatVector.fromArray(FLOATS, words, at + 8).sub(x);
      FloatVector second0 = FloatVector.fromArray(FLOATS, words, at + TABLE).sub(y);
      FloatVector second1 = FloatVector.fromArray(FLOATS, words, at + TABLE + 8).sub(y);
      IntVector squared0 =
          first0.mul(first0).add(second0.mul(second0)).reinterpretAsInts().and(-TABLE).or(low);
      IntVector squared1 =
          first1.mul(first1).add(second1.mul(second1)).reinterpretAsInts().and(-TABLE).or(high);
      nearest[pair] = (byte) (squared0.min(squared1).reduceLanes(VectorOperators.MIN) & TABLE - 1);
    }
  }

  @Override
  public float products(float[] words, float[] point, int pairs, float[] dots, float[] leasts) {
    IntVector greatest = IntVector.zero(INTS);
    for (int pair = 0, at = 0; pair < pairs; pair++, at += TABLE) {
      float x = point[2 * pair];
      float y = point[2 * pair + 1];
      FloatVector low =
          FloatVector.fromArray(FLOATS, words, 2 * at)
              .mul(x)
              .add(FloatVector.fromArray(FLOATS, words, 2 * at + TABLE).mul(y));
      FloatVector high =
          FloatVector.fromArray(FLOATS, words, 2 * at + 8)
              .mul(x)
              .add(FloatVector.fromArray(FLOATS, words, 2 * at + TABLE + 8).mul(y));
      int bits =
          ordered(low.reinterpretAsInts())
              .min(ordered(high.reinterpretAsInts()))
              .reduceLanes(VectorOperators.MIN);
      float least = Float.intBitsToFloat(bits ^ ((bits >> 31) & Integer.MAX_VALUE));
      FloatVector restLow = low.sub(least);
      FloatVector restHigh = high.sub(least);
      restLow.intoArray(dots, at);
      restHigh.intoArray(dots, at + 8);
      greatest = greatest.max(restLow.reinterpretAsInts()).max(restHigh.reinterpretAsInts());
      leasts[pair] = least;
    }
    return Float.intBitsToFloat(greatest.reduceLanes(VectorOperators.MAX));
  }

  /** Bits in an order of integers: only these are fast to reduce. */
  private static IntVector ordered(IntVector bits) {
    return bits.lanewise(VectorOperators.ASHR, 31)
        .and(Integer.MAX_VALUE)
        .lanewise(VectorOperators.XOR, bits);
  }

  @Override
  public void round(
      float[] dots, int pairs, float scale, float step, byte[] tables, float[] taken) {
    FloatVector low = FloatVector.zero(FLOATS);
    FloatVector high = FloatVector.zero(FLOATS);
    for (int at = 0; at < TABLE * pairs; at += TABLE) {
      FloatVector lows = FloatVector.fromArray(FLOATS, dots, at);
      FloatVector highs = FloatVector.fromArray(FLOATS, dots, at + 8);
      FloatVector lowEntry = lows.mul(scale).add(Kernels.ROUNDER);
      FloatVector highEntry = highs.mul(scale).add(Kernels.ROUNDER);
      ((ByteVector) lowEntry.reinterpretAsInts().convertShape(VectorOperators.I2B, QUARTER, 0))
          .intoArray(tables, at);
      ((ByteVector) highEntry.reinterpretAsInts().convertShape(VectorOperators.I2B, QUARTER, 0))
          .intoArray(tables, at + 8);
      low = low.add(lows.sub(lowEntry.sub(Kernels.ROUNDER).mul(step)));
      high = high.add(highs.sub(highEntry.sub(Kernels.ROUNDER).mul(step)));
    }
    low.intoArray(taken, 0);
    high.intoArray(taken, 8);
  }
}
