package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import org.flinkvectorindex.connectors.codec.AnswerLimit;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Hit;

/** Results as JSON objects; an answer that no broker would take becomes an error. */
public final class JsonResultEncoder implements Encoder<Result> {
  private static final long serialVersionUID = 1L;

  private final int maxBytes;

  public JsonResultEncoder() {
    this(AnswerLimit.DEFAULT_BYTES);
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
        ? encodeWhole(answer).orElseGet(() -> encode(AnswerLimit.tooLarge(answer, maxBytes)))
        : JsonBytes.of(json -> write((Result.Failed) result, json));
  }

  /** Empty where it would become an error. */
  public Optional<byte[]> encodeWhole(Result.Answer answer) {
    return JsonBytes.atMost(maxBytes, json -> write(answer, json));
  }

  private static void write(Result.Answer answer, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("query_id", answer.queryId());
    json.writeStringField("collection", answer.collection());
    if (!answer.from().equals(answer.collection())) {
      json.writeStringField("from", answer.from());
    }
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
    json.writeNumberField("distance", number(hit.distance()));
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

  /** JSON has no infinite numbers: the greatest float stands for them, and for what is none. */
  public static float number(float distance) {
    return Float.isNaN(distance)
        ? Float.MAX_VALUE
        : Math.max(-Float.MAX_VALUE, Math.min(distance, Float.MAX_VALUE));
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
