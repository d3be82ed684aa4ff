package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Query.Include;
import org.flinkvectorindex.connectors.record.Query.Target;
import org.flinkvectorindex.connectors.record.RawRecord;

/** The fields of one query, as they are met. */
final class QueryFields implements TopObject.FieldReader {
  private static final int DEFAULT_K = 10;
  private static final int MAX_K = 10_000;
  private static final int MAX_EF = 100_000;
  private static final int MAX_TIMEOUT_MS = 600_000;

  private Optional<String> queryId = Optional.empty();
  private Optional<String> collection = Optional.empty();
  private Optional<Target> target = Optional.empty();
  private int k = DEFAULT_K;
  private OptionalInt ef = OptionalInt.empty();
  private Set<Include> include = EnumSet.noneOf(Include.class);
  private Optional<Duration> timeout = Optional.empty();

  @Override
  public void read(String name, JsonParser parser) throws IOException, Defect {
    switch (name) {
      case "query_id" -> queryId = Optional.of(Names.queryId(parser));
      case "collection" -> collection = Optional.of(Names.collection(parser));
      case "vector" -> target = only(new Target.Nearest(VectorField.array(parser)));
      case "vector_b64" -> target = only(new Target.Nearest(VectorField.base64(parser)));
      case "ids" -> target = only(new Target.ByIds(ids(parser)));
      case "k" -> k = (int) Numbers.between(name, 1, MAX_K, parser);
      case "ef" -> ef = OptionalInt.of((int) Numbers.between(name, 1, MAX_EF, parser));
      case "include" -> include = include(parser);
      case "timeout_ms" ->
          timeout =
              Optional.of(Duration.ofMillis(Numbers.between(name, 1, MAX_TIMEOUT_MS, parser)));
      case "filter", "radius", "window", "at_least_ts", "like" -> throw Defect.unsupported(name);
      default ->
          throw new Defect(
              Reason.BAD_QUERY, "%s: is no field of a query".formatted(Quote.text(name)));
    }
  }

  Optional<String> queryId() {
    return queryId;
  }

  /** What the fields say together. */
  Query query(RawRecord raw) throws Defect {
    return new Query(
        required("query_id", queryId),
        required("collection", collection),
        required("vector, vector_b64 or ids", target),
        k,
        ef,
        include,
        timeout,
        raw.ts(),
        raw.origin());
  }

  private Optional<Target> only(Target read) throws Defect {
    if (target.isPresent()) {
      throw Defect.malformed("vector", "one of vector, vector_b64 and ids", "two");
    }
    return Optional.of(read);
  }

  private static List<String> ids(JsonParser parser) throws IOException, Defect {
    requireArray("ids", "ids", parser);
    List<String> ids = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (ids.size() == MAX_K) {
        throw Defect.malformed("ids", "at most " + MAX_K + " ids", "more");
      }
      ids.add(Names.id("ids[" + ids.size() + "]", parser));
    }
    if (ids.isEmpty()) {
      throw Defect.malformed("ids", "at least one id", "none");
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
                throw Defect.malformed("include", "attributes or vector", Quote.value(parser));
          });
    }
    return include;
  }

  private static void requireArray(String field, String of, JsonParser parser)
      throws IOException, Defect {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Defect.malformed(field, "an array of " + of, Quote.value(parser));
    }
  }

  private static <T> T required(String field, Optional<T> value) throws Defect {
    return value.orElseThrow(
        () -> new Defect(Reason.MISSING_FIELD, field + ": expected a value, got nothing"));
  }
}
