package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.RawRecord;

/** The fields of one mutation, as they are met. */
final class MutationFields implements TopObject.FieldReader {
  private enum Op {
    UPSERT,
    DELETE
  }

  private final Limits limits;
  private Optional<Op> op = Optional.empty();
  private Optional<String> collection = Optional.empty();
  private Optional<String> id = Optional.empty();
  private Optional<float[]> vector = Optional.empty();
  private Optional<String> attributes = Optional.empty();
  private OptionalLong ts = OptionalLong.empty();
  private OptionalLong version = OptionalLong.empty();
  private Optional<Duration> ttl = Optional.empty();
  private int ofUpsertsOnly;
  private int unknown;

  MutationFields(Limits limits) {
    this.limits = limits;
  }

  @Override
  public void read(String name, JsonParser parser) throws IOException, Defect {
    switch (name) {
      case "op" -> op = Optional.of(op(parser));
      case "collection" -> collection = Optional.of(Names.collection(parser));
      case "id" -> id = Optional.of(Names.id("id", parser));
      case "ts" -> ts = OptionalLong.of(Timestamps.read(parser, limits));
      case "version" ->
          version = OptionalLong.of(Numbers.between("version", 0, Long.MAX_VALUE, parser));
      case "vector" -> vector = Optional.of(only(VectorField.array(parser)));
      case "vector_b64" -> vector = Optional.of(only(VectorField.base64(parser)));
      case "attributes" -> {
        ofUpsertsOnly++;
        attributes = AttributesField.read(parser);
      }
      case "ttl_ms" -> {
        ofUpsertsOnly++;
        ttl = Optional.of(Duration.ofMillis(Numbers.between(name, 1, Long.MAX_VALUE, parser)));
      }
      default -> {
        unknown++;
        parser.skipChildren();
      }
    }
  }

  /** What the fields say together. */
  Mutation mutation(RawRecord raw) throws Defect {
    Op op = required("op", this.op);
    String collection = required("collection", this.collection);
    String id = required("id", this.id);
    float[] vector = op == Op.UPSERT ? required("vector or vector_b64", this.vector) : new float[0];
    long ts =
        this.ts.isPresent()
            ? this.ts.getAsLong()
            : Timestamps.believed("the broker's timestamp", raw.ts(), limits);
    return switch (op) {
      case UPSERT ->
          new Mutation.Upsert(collection, id, vector, attributes, ts, version, ttl, raw.origin());
      case DELETE -> new Mutation.Delete(collection, id, ts, version, raw.origin());
    };
  }

  /** How many fields mean nothing here. */
  int ignored() {
    return op.equals(Optional.of(Op.DELETE)) ? unknown + ofUpsertsOnly : unknown;
  }

  private float[] only(float[] read) throws Defect {
    ofUpsertsOnly++;
    if (vector.isPresent()) {
      throw Defect.malformed("vector", "one of vector and vector_b64", "both");
    }
    return read;
  }

  private static Op op(JsonParser parser) throws IOException, Defect {
    return switch (parser.currentToken().isScalarValue() ? parser.getText() : "") {
      case "upsert" -> Op.UPSERT;
      case "delete" -> Op.DELETE;
      default -> throw Defect.malformed("op", "upsert or delete", Quote.value(parser));
    };
  }

  private static <T> T required(String field, Optional<T> value) throws Defect {
    return value.orElseThrow(
        () -> new Defect(Reason.MISSING_FIELD, field + ": expected a value, got nothing"));
  }
}
