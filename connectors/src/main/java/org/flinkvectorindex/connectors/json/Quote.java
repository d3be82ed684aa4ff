package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** What came, for the detail of a dead letter: on one line and short. */
final class Quote {
  private static final int MAX_CHARS = 64;

  private Quote() {}

  /** In quotation marks, without control characters. */
  static String text(String value) {
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

  /** The value that the parser stands on. */
  static String value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> shortened(parser.getText());
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      case VALUE_NULL -> "null";
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT -> "nothing";
    };
  }

  private static String shortened(String number) {
    return number.length() > MAX_CHARS ? number.substring(0, MAX_CHARS) + "…" : number;
  }
}
