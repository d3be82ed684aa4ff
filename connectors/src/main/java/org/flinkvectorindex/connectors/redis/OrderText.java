package org.flinkvectorindex.connectors.redis;

import org.flinkvectorindex.connectors.record.OrderKey;

/**
 * An order key as text that compares as the key does, in Lua and anywhere else: only the characters
 * {@code 0-9a-f}, since Lua compares by the server's locale, in which all of them stand in this
 * order.
 *
 * <pre>
 *   value     16 digits, the sign bit turned over
 *   source    2, 4 or 6 digits a UTF-16 unit, as UTF-8 encodes numbers of that size
 *             (surrogates one by one, so that the order is Java's), then 00
 *   partition  8 digits, the sign bit turned over
 *   position  16 digits, the sign bit turned over
 *   part       8 digits, the sign bit turned over
 * </pre>
 */
final class OrderText {
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private OrderText() {}

  /**
   * @throws IllegalArgumentException where the source's name has a NUL, which no topic and no path
   *     may have
   */
  static String of(OrderKey order) {
    StringBuilder text = new StringBuilder(64 + 2 * order.source().length());
    append(order.value() ^ Long.MIN_VALUE, Long.BYTES, text);
    for (int i = 0; i < order.source().length(); i++) {
      appendUnit(order.source().charAt(i), text);
    }
    append(0, 1, text);
    append(order.partition() ^ Integer.MIN_VALUE, Integer.BYTES, text);
    append(order.position() ^ Long.MIN_VALUE, Long.BYTES, text);
    append(order.part() ^ Integer.MIN_VALUE, Integer.BYTES, text);
    return text.toString();
  }

  private static void appendUnit(char unit, StringBuilder text) {
    if (unit == 0) {
      throw new IllegalArgumentException("a source's name has a NUL");
    }
    if (unit < 0x80) {
      append(unit, 1, text);
    } else if (unit < 0x800) {
      append(0xc080 | (unit >> 6 << 8) | (unit & 0x3f), 2, text);
    } else {
      append(0xe08080 | (unit >> 12 << 16) | ((unit >> 6 & 0x3f) << 8) | (unit & 0x3f), 3, text);
    }
  }

  /** The low bytes, greatest first. */
  private static void append(long value, int bytes, StringBuilder text) {
    for (int shift = 8 * bytes - 4; shift >= 0; shift -= 4) {
      text.append(DIGITS[(int) (value >>> shift) & 0xf]);
    }
  }
}
