package org.flinkvectorindex.index.quantize;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Any number of bits a component, the lowest bits of all components first, then the next: 64
 * components meet 64 others in one and and one population count. The query's numbers, 8 bits, lie
 * in planes too.
 */
record PlanePacking(int dimension, int bits) implements Packing {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int QUERY_BITS = 8;

  private int words() {
    return (dimension + 63) / 64;
  }

  @Override
  public int bytes() {
    return 8 * bits * words();
  }

  @Override
  public void pack(int[] codes, byte[] to, int at) {
    int words = words();
    for (int plane = 0; plane < bits; plane++) {
      for (int word = 0; word < words; word++) {
        LONG.set(to, at + 8 * (plane * words + word), word(codes, plane, word));
      }
    }
  }

  private long word(int[] numbers, int plane, int word) {
    long bitsOf = 0;
    for (int i = word * 64, end = Math.min(i + 64, dimension); i < end; i++) {
      bitsOf |= (long) (numbers[i] >> plane & 1) << i;
    }
    return bitsOf;
  }

  @Override
  public Sums sums() {
    int words = words();
    return new Sums() {
      private final long[] query = new long[QUERY_BITS * words];
      private int planes;

      @Override
      public boolean signed() {
        return false;
      }

      @Override
      public int most() {
        return (1 << QUERY_BITS) - 1;
      }

      @Override
      public void aim(int[] numbers, int sum) {
        int all = 0;
        for (int i = 0; i < dimension; i++) {
          all |= numbers[i];
        }
        planes = 32 - Integer.numberOfLeadingZeros(all);
        for (int plane = 0; plane < planes; plane++) {
          for (int word = 0; word < words; word++) {
            query[plane * words + word] = word(numbers, plane, word);
          }
        }
      }

      @Override
      public void aim(byte[] packed, int from, int sum) {
        planes = bits;
        for (int i = 0; i < bits * words; i++) {
          query[i] = (long) LONG.get(packed, from + 8 * i);
        }
      }

      @Override
      public void four(
          byte[] a,
          int aFrom,
          byte[] b,
          int bFrom,
          byte[] c,
          int cFrom,
          byte[] d,
          int dFrom,
          int[] out) {
        out[0] = sum(a, aFrom);
        out[1] = sum(b, bFrom);
        out[2] = sum(c, cFrom);
        out[3] = sum(d, dFrom);
      }

      private int sum(byte[] codes, int from) {
        int sum = 0;
        for (int plane = 0, at = from; plane < bits; plane++) {
          for (int word = 0; word < words; word++, at += 8) {
            long of = (long) LONG.get(codes, at);
            int counted = 0;
            for (int p = 0, i = word; p < planes; p++, i += words) {
              counted += Long.bitCount(of & query[i]) << p;
            }
            sum += counted << plane;
          }
        }
        return sum;
      }
    };
  }
}
