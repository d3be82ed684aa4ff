package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Set;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.MutationFields;
import org.flinkvectorindex.connectors.codec.MutationFields.Op;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;

/** The fields of a mutation in a JSON object. */
record MutationObject(MutationFields fields) implements TopObject.FieldReader {
  private static final Set<String> OPTIONAL =
      Set.of("collection", "ts", "version", "vector", "vector_b64", "attributes", "ttl_ms");

  @Override
  public Set<String> optional() {
    return OPTIONAL;
  }

  @Override
  public void read(String name, JsonParser parser) throws IOException, Defect {
    switch (name) {
      case "op" -> fields.op(op(parser));
      case "collection" -> fields.collection(Texts.collection(parser));
      case "id" -> fields.id(Texts.id("id", parser));
      case "ts" -> fields.ts(ts(parser));
      case "version" -> fields.version(Numbers.in(MutationFields.VERSION, parser));
      case "vector" -> fields.vector(VectorField.array(parser));
      case "vector_b64" -> fields.vector(VectorField.base64(parser));
      case "attributes" -> fields.attributes(AttributesField.read(parser));
      case "ttl_ms" -> fields.ttlMillis(Numbers.in(MutationFields.TTL, parser));
      default -> {
        fields.unknown(1);
        parser.skipChildren();
      }
    }
  }

  private static long ts(JsonParser parser) throws IOException, Defect {
    if (!Numbers.isLong(parser)) {
      throw new Defect(
          Reason.BAD_TIMESTAMP,
          "ts: expected an integer of milliseconds, got " + Shown.value(parser));
    }
    return parser.getLongValue();
  }

  private static Op op(JsonParser parser) throws IOException, Defect {
    return switch (parser.currentToken().isScalarValue() ? parser.getText() : "") {
      case "upsert" -> Op.UPSERT;
      case "delete" -> Op.DELETE;
      default -> throw Defect.malformed("op", "upsert or delete", Shown.value(parser));
    };
  }
}
