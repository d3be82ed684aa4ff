package org.flinkvectorindex.index.id;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * An id as it is looked up: its UTF-8 bytes and their hash. Reused, so that an operation allocates
 * nothing for its id.
 */
public final class IdKey {
  private final CharsetEncoder encoder =
      StandardCharsets.UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  private CharBuffer chars = CharBuffer.allocate(0);
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private long high;

  /** Looks at this id from now on. */
  public IdKey of(String id) {
    int length = id.length();
    if (length > chars.capacity()) {
      chars = CharBuffer.allocate(2 * length);
      bytes = ByteBuffer.allocate(6 * length); // A char takes three bytes at most.
    }
    id.getChars(0, length, chars.array(), 0);
    chars.clear().limit(length);
    encoder.reset().encode(chars, bytes.clear(), true);
    high = Murmur3.high(bytes(), 0, length());
    return this;
  }

  /** The first {@link #length} of these. */
  byte[] bytes() {
    return bytes.array();
  }

  int length() {
    return bytes.position();
  }

  /** {@link IdHash#high} of the id. */
  public long high() {
    return high;
  }
}
