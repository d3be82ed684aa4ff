package org.flinkvectorindex.jobs.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.flinkvectorindex.connectors.codec.Decoder;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.jobs.config.CreatedCollection;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.Problem;
import org.flinkvectorindex.operators.decide.Control;

/** Control records as JSON objects: {@code docs/records.md}. */
public final class ControlDecoder implements Decoder<Control> {
  private static final long serialVersionUID = 1L;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String OP = "op";
  private static final String COLLECTION = "collection";
  private static final String ALIAS = "alias";
  private static final String SPEC = "spec";
  private static final String NAME = "[a-z0-9_-]{1,64}";

  private final int maxBytes;
  private final int topics;
  private final double lag;

  private ControlDecoder(int maxBytes, int topics, double lag) {
    this.maxBytes = maxBytes;
    this.topics = topics;
    this.lag = lag;
  }

  /** As a job reads them, by whose configuration some things are decided. */
  public static ControlDecoder of(JobOptions job) {
    return new ControlDecoder(
        Math.toIntExact(job.admit().maxBytes().getBytes()),
        job.vectorTopics(),
        job.state().graphLag());
  }

  /** What is wrong with a record. */
  private static final class Bad extends Exception {
    private static final long serialVersionUID = 1L;
    private final Reason reason;

    Bad(Reason reason, String detail) {
      super(detail, null, false, false);
      this.reason = reason;
    }
  }

  @Override
  public Decoded<Control> decode(RawRecord raw) {
    try {
      return new Decoded.Accepted<>(control(object(raw)), raw, 0);
    } catch (Bad bad) {
      return new Decoded.Rejected<>(DeadLetter.of(bad.reason, bad.getMessage(), raw));
    }
  }

  private JsonNode object(RawRecord raw) throws Bad {
    if (raw.value().isEmpty()) {
      throw new Bad(Reason.MALFORMED, "record: expected a JSON object, got nothing");
    }
    byte[] bytes = raw.value().get();
    if (bytes.length > maxBytes) {
      throw new Bad(
          Reason.TOO_LARGE,
          "record: expected at most %d bytes, got %d".formatted(maxBytes, bytes.length));
    }
    try {
      JsonNode record = JSON.readTree(bytes);
      if (record.isObject()) {
        return record;
      }
      throw new Bad(Reason.MALFORMED, "record: expected a JSON object, got " + shown(record));
    } catch (JsonProcessingException e) {
      // What is beyond a limit of the parser, such as its depth, has no place.
      String where = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
      throw new Bad(Reason.MALFORMED, "record: expected a JSON object, got something else" + where);
    } catch (IOException e) {
      throw new Bad(Reason.MALFORMED, "record: expected UTF-8, got other bytes");
    }
  }

  private Control control(JsonNode record) throws Bad {
    String op = text(record, OP);
    return switch (op) {
      case "create" -> {
        fields(record, Set.of(OP, COLLECTION, SPEC));
        yield create(name(record, COLLECTION), record.path(SPEC));
      }
      case "alias" -> {
        fields(record, Set.of(OP, ALIAS, COLLECTION));
        yield new Control.Alias(name(record, ALIAS), name(record, COLLECTION));
      }
      case "unalias" -> {
        fields(record, Set.of(OP, ALIAS));
        yield new Control.Unalias(name(record, ALIAS));
      }
      case "drop" -> {
        fields(record, Set.of(OP, COLLECTION));
        yield new Control.Drop(name(record, COLLECTION));
      }
      default ->
          throw new Bad(
              Reason.BAD_CONTROL,
              "op: expected create, alias, unalias or drop, got " + shown(record.path(OP)));
    };
  }

  private Control create(String name, JsonNode spec) throws Bad {
    if (!spec.isObject()) {
      throw new Bad(
          spec.isMissingNode() ? Reason.MISSING_FIELD : Reason.MALFORMED,
          "spec: expected an object of keys, got " + shown(spec));
    }
    List<Problem> problems = CreatedCollection.problems(spec, topics);
    if (!problems.isEmpty()) {
      throw new Bad(
          Reason.BAD_CONTROL,
          problems.stream().map(Problem::toString).collect(Collectors.joining("; and ")));
    }
    return new Control.Create(FlowOptions.spec(CreatedCollection.of(name, spec, topics), lag));
  }

  /** What nobody would look at is refused: it was meant for something. */
  private static void fields(JsonNode record, Set<String> allowed) throws Bad {
    for (var field : record.properties()) {
      if (!allowed.contains(field.getKey())) {
        throw new Bad(
            Reason.BAD_CONTROL,
            "%s: no such field; allowed: %s"
                .formatted(
                    shown(JSON.getNodeFactory().textNode(field.getKey())),
                    String.join(", ", new TreeSet<>(allowed))));
      }
    }
  }

  private static String name(JsonNode record, String field) throws Bad {
    String name = text(record, field);
    if (!name.matches(NAME)) {
      throw new Bad(
          Reason.BAD_CONTROL,
          "%s: expected %s, got %s".formatted(field, NAME, shown(record.path(field))));
    }
    return name;
  }

  private static String text(JsonNode record, String field) throws Bad {
    JsonNode value = record.path(field);
    if (value.isMissingNode() || value.isNull()) {
      throw new Bad(Reason.MISSING_FIELD, field + ": expected a value, got nothing");
    }
    if (!value.isTextual()) {
      throw new Bad(
          Reason.MALFORMED, "%s: expected a string, got %s".formatted(field, shown(value)));
    }
    return value.asText();
  }

  private static String shown(JsonNode value) {
    String text = value.isMissingNode() ? "nothing" : value.toString();
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
