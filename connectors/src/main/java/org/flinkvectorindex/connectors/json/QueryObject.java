package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.QueryFields;
import org.flinkvectorindex.connectors.codec.Quote;
import org.flinkvectorindex.connectors.record.Query.Include;

/** The fields of a query in a JSON object. */
record QueryObject(QueryFields fields) implements TopObject.FieldReader {
  private static final Set<String> OPTIONAL =
      Set.of("collection", "vector", "vector_b64", "ids", "k", "ef", "include", "timeout_ms");

  @Override
  public Set<String> optional() {
    return OPTIONAL;
  }

  @Override
  public void read(String name, JsonParser parser) throws IOException, Defect {
    switch (name) {
      case "query_id" -> fields.queryId(Texts.queryId(parser));
      case "collection" -> fields.collection(Texts.collection(parser));
      case "vector" -> fields.vector(VectorField.array(parser));
      case "vector_b64" -> fields.vector(VectorField.base64(parser));
      case "ids" -> fields.ids(ids(parser));
      case "k" -> fields.k(Numbers.in(QueryFields.K, parser));
      case "ef" -> fields.ef(Numbers.in(QueryFields.EF, parser));
      case "include" -> fields.include(include(parser));
      case "timeout_ms" -> fields.timeoutMillis(Numbers.in(QueryFields.TIMEOUT, parser));
      default -> throw fields.unknown(name, Quote.text(name));
    }
  }

  private static List<String> ids(JsonParser parser) throws IOException, Defect {
    requireArray("ids", "ids", parser);
    List<String> ids = new ArrayList<>();
    // One more than allowed is enough to know.
    while (parser.nextToken() != JsonToken.END_ARRAY && ids.size() <= QueryFields.MAX_IDS) {
      ids.add(Texts.id("ids[" + ids.size() + "]", parser));
    }
    return ids;
  }

  private static Set<Include> include(JsonParser parser) throws IOException, Defect {
    requireArray("include", "attributes and vector", parser);
    Set<Include> include = EnumSet.noneOf(Include.class);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      include.add(
          switch (parser.currentToken().isScalarValue() ? parser.getText() : "") {
            case "attributes" -> Include.ATTRIBUTES;
            case "vector" -> Include.VECTOR;
            default ->
                throw Defect.malformed("include", "attributes or vector", Shown.value(parser));
          });
    }
    return include;
  }

  private static void requireArray(String field, String of, JsonParser parser)
      throws IOException, Defect {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Defect.malformed(field, "an array of " + of, Shown.value(parser));
    }
  }
}
