package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.Range;

/** Whole numbers: the value that the parser stands on. */
final class Numbers {
  private Numbers() {}

  /** A whole number, whose range the field itself checks. */
  static long in(Range range, JsonParser parser) throws IOException, Defect {
    if (!isLong(parser)) {
      throw range.defect(Shown.value(parser));
    }
    return parser.getLongValue();
  }

  static boolean isLong(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != NumberType.BIG_INTEGER;
  }
}
