package org.flinkvectorindex.index.journal;

import org.flinkvectorindex.index.CorruptIndexException;

/** Reads what a {@link LogBuffer} wrote. */
public final class LogCursor {
  private final byte[] bytes;
  private final String what;
  private int at;

  /**
   * @param what names the bytes in errors
   */
  public LogCursor(byte[] bytes, String what) {
    this.bytes = bytes;
    this.what = what;
  }

  public boolean more() {
    return at < bytes.length;
  }

  public int get() throws CorruptIndexException {
    if (at == bytes.length) {
      throw corrupt("it ends too early");
    }
    return bytes[at++] & 0xFF;
  }

  public int getInt() throws CorruptIndexException {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = get();
      value |= (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw corrupt("an integer is too long");
  }

  public long getLong() throws CorruptIndexException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      value |= (long) get() << shift;
    }
    return value;
  }

  public float getFloat() throws CorruptIndexException {
    int bits = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      bits |= get() << shift;
    }
    return Float.intBitsToFloat(bits);
  }

  /** An integer that must lie in [0, limit). */
  public int getInt(int limit, String name) throws CorruptIndexException {
    int value = getInt();
    if (value < 0 || value >= limit) {
      throw corrupt(name + " is " + value + ", allowed: 0 to " + (limit - 1));
    }
    return value;
  }

  public int version(int newest) throws CorruptIndexException {
    int version = get();
    if (version < 1 || version > newest) {
      throw corrupt("its format version is " + version + ", this release reads 1 to " + newest);
    }
    return version;
  }

  public CorruptIndexException corrupt(String why) {
    return new CorruptIndexException(what + " can't be read at byte " + at + ": " + why);
  }
}
