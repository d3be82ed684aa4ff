package org.flinkvectorindex.connectors.codec;

import java.nio.charset.StandardCharsets;

/** Text that is the same text after it went through UTF-8. */
public final class Unicode {
  private Unicode() {}

  /** Whether a surrogate stands alone: such text has no UTF-8. */
  public static boolean broken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }

  public static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
