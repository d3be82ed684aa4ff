package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.Quote;
import org.flinkvectorindex.connectors.codec.Unicode;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;

/**
 * Attributes: an object of scalars and of arrays of strings and numbers. Kept as compact text, keys
 * in the order given, numbers as they were written.
 */
final class AttributesField {
  static final int MAX_BYTES = 16 * 1024;

  private AttributesField() {}

  static Optional<String> read(JsonParser parser) throws IOException, Defect {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new Defect(
          Reason.BAD_ATTRIBUTE, "attributes: expected an object, got " + Shown.value(parser));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator compact = StrictJson.generator(bytes)) {
      compact.writeStartObject();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        requireUnicode("name", name, name);
        compact.writeFieldName(name);
        parser.nextToken();
        copyValue(name, parser, compact);
      }
      compact.writeEndObject();
    }
    if (bytes.size() > MAX_BYTES) {
      throw new Defect(
          Reason.BAD_ATTRIBUTE,
          "attributes: expected at most %d bytes, got %d".formatted(MAX_BYTES, bytes.size()));
    }
    return bytes.size() == "{}".length()
        ? Optional.empty()
        : Optional.of(bytes.toString(StandardCharsets.UTF_8));
  }

  private static void copyValue(String name, JsonParser parser, JsonGenerator compact)
      throws IOException, Defect {
    switch (parser.currentToken()) {
      case VALUE_TRUE -> compact.writeBoolean(true);
      case VALUE_FALSE -> compact.writeBoolean(false);
      case START_ARRAY -> {
        compact.writeStartArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          copyTextOrNumber(name, "a string or a finite number in the array", parser, compact);
        }
        compact.writeEndArray();
      }
      default ->
          copyTextOrNumber(
              name, "a string, a finite number, a boolean or an array", parser, compact);
    }
  }

  private static void copyTextOrNumber(
      String name, String expected, JsonParser parser, JsonGenerator compact)
      throws IOException, Defect {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      requireUnicode("value", name, parser.getText());
      compact.writeString(parser.getText());
    } else if (parser.currentToken().isNumeric() && Double.isFinite(parser.getDoubleValue())) {
      compact.writeNumber(parser.getText());
    } else {
      throw new Defect(
          Reason.BAD_ATTRIBUTE,
          "attributes.%s: expected %s, got %s"
              .formatted(Quote.text(name), expected, Shown.value(parser)));
    }
  }

  private static void requireUnicode(String what, String name, String text) throws Defect {
    if (Unicode.broken(text)) {
      throw new Defect(
          Reason.BAD_ATTRIBUTE,
          "attributes.%s: expected a %s that has a UTF-8 form, got %s"
              .formatted(Quote.text(name), what, Quote.text(text)));
    }
  }
}
