package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.OrderKey;

/** Applied changes as JSON objects, without their vectors. */
public final class JsonChangeEncoder implements Encoder<Change> {
  private static final long serialVersionUID = 1L;

  @Override
  public byte[] encode(Change change) {
    return JsonBytes.of(json -> write(change, json));
  }

  private static void write(Change change, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("op", change instanceof Change.Upserted ? "upsert" : "delete");
    json.writeStringField("collection", change.collection());
    json.writeStringField("id", change.id());
    json.writeFieldName("order");
    write(change.order(), json);
    json.writeNumberField("ts", change.ts());
    json.writeNumberField("shard", change.shard());
    json.writeEndObject();
  }

  /** The parts in the order in which they are compared. */
  private static void write(OrderKey order, JsonGenerator json) throws IOException {
    json.writeStartArray();
    json.writeNumber(order.value());
    json.writeString(order.source());
    json.writeNumber(order.partition());
    json.writeNumber(order.position());
    json.writeNumber(order.part());
    json.writeEndArray();
  }
}
