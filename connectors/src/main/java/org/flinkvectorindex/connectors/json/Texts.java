package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;

/** Ids and names must be strings: the value that the parser stands on. */
final class Texts {
  private Texts() {}

  static String id(String field, JsonParser parser) throws IOException, Defect {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new Defect(
          Reason.BAD_ID, "%s: expected a string, got %s".formatted(field, Shown.value(parser)));
    }
    return parser.getText();
  }

  static String queryId(JsonParser parser) throws IOException, Defect {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new Defect(Reason.BAD_QUERY, "query_id: expected a string, got " + Shown.value(parser));
    }
    return parser.getText();
  }

  static String collection(JsonParser parser) throws IOException, Defect {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw Defect.malformed("collection", "a string", Shown.value(parser));
    }
    return parser.getText();
  }
}
