package org.flinkvectorindex.connectors.codec;

/** Text that came, for the detail of a dead letter: on one line and short. */
public final class Quote {
  public static final int MAX_CHARS = 64;

  private Quote() {}

  /** In quotation marks, without control characters. */
  public static String text(String value) {
    StringBuilder quote = new StringBuilder("\"");
    for (int i = 0; i < Math.min(value.length(), MAX_CHARS); i++) {
      char c = value.charAt(i);
      if (Character.isISOControl(c) || Character.isSurrogate(c)) {
        quote.append("\\u%04x".formatted((int) c));
      } else {
        quote.append(c);
      }
    }
    return quote.append(value.length() > MAX_CHARS ? "…\"" : "\"").toString();
  }
}
