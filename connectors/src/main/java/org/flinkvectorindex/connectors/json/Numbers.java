package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Whole numbers within a range. */
final class Numbers {
  private Numbers() {}

  /** The value that the parser stands on. */
  static long between(String field, long min, long max, JsonParser parser)
      throws IOException, Defect {
    if (isLong(parser)) {
      long value = parser.getLongValue();
      if (value >= min && value <= max) {
        return value;
      }
    }
    String expected =
        max == Long.MAX_VALUE
            ? "an integer of at least " + min
            : "an integer from %d to %d".formatted(min, max);
    throw Defect.malformed(field, expected, Quote.value(parser));
  }

  static boolean isLong(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != NumberType.BIG_INTEGER;
  }
}
