package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Origin;

/** Dead letters as JSON objects, the original bytes in base64. */
public final class JsonDeadLetterEncoder implements Encoder<DeadLetter> {
  private static final long serialVersionUID = 1L;

  @Override
  public byte[] encode(DeadLetter letter) {
    return JsonBytes.of(json -> write(letter, json));
  }

  private static void write(DeadLetter letter, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("reason", letter.reason().name());
    json.writeStringField("detail", letter.detail());
    json.writeFieldName("origin");
    write(letter.origin(), json);
    json.writeBinaryField("raw_b64", letter.raw());
    json.writeNumberField("raw_bytes", letter.rawBytes());
    json.writeBooleanField("truncated", letter.truncated());
    if (letter.key().isPresent()) {
      json.writeBinaryField("key_b64", letter.key().get());
    }
    json.writeObjectFieldStart("headers");
    for (Map.Entry<String, String> header : letter.headers().entrySet()) {
      json.writeStringField(header.getKey(), header.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("ts", letter.ts());
    json.writeEndObject();
  }

  private static void write(Origin origin, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("system", origin.system());
    if (origin instanceof Origin.Kafka kafka) {
      json.writeStringField("topic", kafka.topic());
      json.writeNumberField("partition", kafka.partition());
      json.writeNumberField("offset", kafka.offset());
    } else if (origin instanceof Origin.Pulsar pulsar) {
      json.writeStringField("topic", pulsar.topic());
      json.writeNumberField("partition", pulsar.partition());
      json.writeStringField("message_id", pulsar.messageId());
    } else if (origin instanceof Origin.File file) {
      json.writeStringField("path", file.path());
      json.writeNumberField("line", file.line());
    }
    json.writeEndObject();
  }
}
