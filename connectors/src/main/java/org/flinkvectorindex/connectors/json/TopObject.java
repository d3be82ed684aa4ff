package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.Quote;

/**
 * Reads a record as one JSON object, field by field, to its end: also after a defect, so that what
 * is no JSON at all is always called so, and that every field that can be read is read. The first
 * defect counts.
 */
final class TopObject {
  private TopObject() {}

  /** Reads one field. */
  interface FieldReader {
    /** Null for one of these says that it is not there. */
    Set<String> optional();

    /** The parser stands on the field's value; it may stop anywhere within it. */
    void read(String name, JsonParser parser) throws IOException, Defect;
  }

  /** What is wrong, if anything. */
  static Optional<Defect> read(byte[] bytes, FieldReader fields) {
    try (JsonParser parser = StrictJson.parser(bytes)) {
      return read(parser, fields);
    } catch (JsonProcessingException e) {
      return Optional.of(Defect.malformed("record", "a JSON object", complaint(e)));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory", e);
    }
  }

  private static Optional<Defect> read(JsonParser parser, FieldReader fields) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      String got = parser.currentToken() == null ? "nothing" : Shown.value(parser);
      return Optional.of(Defect.malformed("record", "a JSON object", got));
    }
    JsonStreamContext top = parser.getParsingContext();
    Optional<Defect> first = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      try {
        if (parser.currentToken() != JsonToken.VALUE_NULL || !fields.optional().contains(name)) {
          fields.read(name, parser);
        }
      } catch (Defect defect) {
        first = first.or(() -> Optional.of(defect));
      }
      while (parser.getParsingContext() != top) {
        parser.nextToken();
      }
    }
    if (parser.nextToken() != null) {
      return Optional.of(
          Defect.malformed("record", "nothing after the object", Shown.value(parser)));
    }
    return first;
  }

  private static String complaint(JsonProcessingException e) {
    return Quote.text(e.getOriginalMessage())
        + (e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset());
  }
}
