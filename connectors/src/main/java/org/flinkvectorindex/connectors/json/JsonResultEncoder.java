package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Code;
import org.flinkvectorindex.connectors.record.Result.Hit;

/**
 * Results as JSON objects. An answer that no broker would take (many hits with their vectors)
 * becomes an error, since the alternative is a job that fails on it again and again.
 */
public final class JsonResultEncoder implements Encoder<Result> {
  private static final long serialVersionUID = 1L;

  /** Below the limit that brokers and producers come with, 1 MiB with all overhead. */
  public static final int DEFAULT_MAX_BYTES = 1_000_000;

  private final int maxBytes;

  public JsonResultEncoder() {
    this(DEFAULT_MAX_BYTES);
  }

  /**
   * @param maxBytes of one answer
   */
  public JsonResultEncoder(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public byte[] encode(Result result) {
    return result instanceof Result.Answer answer
        ? JsonBytes.atMost(maxBytes, json -> write(answer, json))
            .orElseGet(() -> encode(tooLarge(answer)))
        : JsonBytes.of(json -> write((Result.Failed) result, json));
  }

  private Result tooLarge(Result.Answer answer) {
    return new Result.Failed(
        answer.queryId(),
        Code.BAD_QUERY,
        "expected an answer of at most %d bytes, got more: ask for fewer neighbours, or without vectors"
            .formatted(maxBytes));
  }

  private static void write(Result.Answer answer, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("query_id", answer.queryId());
    json.writeStringField("collection", answer.collection());
    json.writeArrayFieldStart("hits");
    for (Hit hit : answer.hits()) {
      write(hit, json);
    }
    json.writeEndArray();
    json.writeNumberField("k", answer.k());
    json.writeBooleanField("complete", answer.complete());
    json.writeNumberField("shards", answer.shards());
    json.writeNumberField("answered", answer.answered());
    json.writeStringField("source", "index");
    json.writeStringField("plan", answer.plan());
    json.writeObjectFieldStart("as_of");
    if (answer.watermark().isPresent()) {
      json.writeNumberField("watermark", answer.watermark().getAsLong());
    }
    json.writeEndObject();
    json.writeNumberField("took_us", answer.tookMicros());
    json.writeEndObject();
  }

  private static void write(Hit hit, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", hit.id());
    json.writeNumberField("distance", hit.distance());
    if (hit.attributes().isPresent()) {
      json.writeFieldName("attributes");
      json.writeRawValue(hit.attributes().get());
    }
    if (hit.vector().isPresent()) {
      json.writeArrayFieldStart("vector");
      for (float component : hit.vector().get()) {
        json.writeNumber(component);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void write(Result.Failed failed, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("query_id", failed.queryId());
    json.writeObjectFieldStart("error");
    json.writeStringField("code", failed.code().name());
    json.writeStringField("detail", failed.detail());
    json.writeEndObject();
    json.writeEndObject();
  }
}
