package org.flinkvectorindex.index.id;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The second half of MurmurHash3 x64 128, seed 0: {@link IdHash#high} of bytes that lie in an
 * array. The library's answer is an array with both halves, 32 bytes for each change of an index.
 */
final class Murmur3 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long FIRST = 0x87C37B91114253D5L;
  private static final long SECOND = 0x4CF5AD432745937FL;

  private Murmur3() {}

  static long high(byte[] bytes, int from, int to) {
    long h1 = 0;
    long h2 = 0;
    int i = from;
    for (; i + 16 <= to; i += 16) {
      h1 = Long.rotateLeft(h1 ^ first((long) LONG.get(bytes, i)), 27) + h2;
      h1 = h1 * 5 + 0x52DCE729;
      h2 = Long.rotateLeft(h2 ^ second((long) LONG.get(bytes, i + 8)), 31) + h1;
      h2 = h2 * 5 + 0x38495AB5;
    }
    h1 ^= first(rest(bytes, i, Math.min(i + 8, to)));
    h2 ^= second(rest(bytes, i + 8, to));
    h1 ^= to - from;
    h2 ^= to - from;
    h1 += h2;
    h2 += h1;
    h1 = last(h1);
    h2 = last(h2);
    return h2 + (h1 + h2);
  }

  /** Up to eight bytes, the low ones first; the others are zeros, which change nothing. */
  private static long rest(byte[] bytes, int from, int to) {
    long rest = 0;
    for (int i = to - 1; i >= from; i--) {
      rest = rest << 8 | (bytes[i] & 0xFF);
    }
    return rest;
  }

  private static long first(long k) {
    return Long.rotateLeft(k * FIRST, 31) * SECOND;
  }

  private static long second(long k) {
    return Long.rotateLeft(k * SECOND, 33) * FIRST;
  }

  private static long last(long h) {
    long x = (h ^ (h >>> 33)) * 0xFF51AFD7ED558CCDL;
    x = (x ^ (x >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return x ^ (x >>> 33);
  }
}
