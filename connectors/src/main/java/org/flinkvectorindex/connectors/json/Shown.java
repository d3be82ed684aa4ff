package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.flinkvectorindex.connectors.codec.Quote;

/** The JSON value that came, for the detail of a dead letter: on one line and short. */
final class Shown {
  private Shown() {}

  /** The value that the parser stands on. */
  static String value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> Quote.text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> shortened(parser.getText());
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      case VALUE_NULL -> "null";
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT -> "nothing";
    };
  }

  private static String shortened(String number) {
    return number.length() > Quote.MAX_CHARS ? number.substring(0, Quote.MAX_CHARS) + "…" : number;
  }
}
