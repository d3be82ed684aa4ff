package org.flinkvectorindex.operators.window;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One attribute of a JSON object, as the text that groups are named by. */
final class AttributeValue {
  /** Longer ones name no group. */
  private static final int MOST_CHARS = 256;

  private static final JsonFactory JSON = new JsonFactory();

  private AttributeValue() {}

  /** Empty where there is none, or more than one value; numbers as they were written. */
  static String of(String attributes, String name) {
    try (JsonParser parser = JSON.createParser(attributes)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(name);
        JsonToken value = parser.nextToken();
        if (wanted) {
          return value.isScalarValue() ? named(parser.getText()) : "";
        }
        parser.skipChildren();
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException("attributes that were admitted", e);
    }
  }

  private static String named(String value) {
    return value.length() <= MOST_CHARS ? value : Groups.OTHER;
  }
}
