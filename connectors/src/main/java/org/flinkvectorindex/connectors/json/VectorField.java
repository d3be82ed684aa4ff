package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.Quote;
import org.flinkvectorindex.connectors.codec.VectorBytes;

/** A vector as an array of numbers, or as base64 of little-endian float32. */
final class VectorField {
  private static final int GUESS = 128;

  private VectorField() {}

  static float[] array(JsonParser parser) throws IOException, Defect {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Defect.malformed("vector", "an array of numbers", Shown.value(parser));
    }
    float[] vector = new float[GUESS];
    int size = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (!parser.currentToken().isNumeric()) {
        throw Defect.malformed("vector[" + size + "]", "a number", Shown.value(parser));
      }
      if (size == vector.length) {
        vector = Arrays.copyOf(vector, 2 * size);
      }
      vector[size] = parser.getFloatValue();
      if (!Float.isFinite(vector[size])) {
        throw VectorBytes.notFinite("vector[" + size + "]", Shown.value(parser));
      }
      size++;
    }
    return Arrays.copyOf(vector, size);
  }

  static float[] base64(JsonParser parser) throws IOException, Defect {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw Defect.malformed("vector_b64", "a string of base64", Shown.value(parser));
    }
    return VectorBytes.read("vector_b64", decode(parser.getText()));
  }

  private static byte[] decode(String text) throws Defect {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw Defect.malformed("vector_b64", "base64", Quote.text(text));
    }
  }
}
