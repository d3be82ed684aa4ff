package org.flinkvectorindex.benchmarks.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;

/** What a program outside writes to the topics of one collection. */
public final class Messages {
  /** After which a query is answered without the shards that are missing. */
  public static final Duration TIMEOUT = Duration.ofMinutes(1);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String collection;

  public Messages(String collection) {
    this.collection = collection;
  }

  /**
   * @param ts event time, milliseconds since the epoch
   * @param rank the one attribute, where there is one
   */
  public String upsert(String id, float[] vector, long ts, OptionalInt rank) {
    ObjectNode json = change("upsert", id, ts).put("vector_b64", base64(vector));
    rank.ifPresent(value -> json.putObject("attributes").put("rank", value));
    return text(json);
  }

  /**
   * @param ts event time, milliseconds since the epoch
   */
  public String delete(String id, long ts) {
    return text(change("delete", id, ts));
  }

  /**
   * A query that may take as long as {@link #TIMEOUT}.
   *
   * @param include what hits have beside id and distance
   */
  public String query(String id, float[] vector, int k, String... include) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("query_id", id)
            .put("collection", collection)
            .put("vector_b64", base64(vector))
            .put("k", k)
            .put("timeout_ms", TIMEOUT.toMillis());
    if (include.length > 0) {
      ArrayNode fields = json.putArray("include");
      List.of(include).forEach(fields::add);
    }
    return text(json);
  }

  private ObjectNode change(String operation, String id, long ts) {
    return JSON.createObjectNode()
        .put("op", operation)
        .put("collection", collection)
        .put("id", id)
        .put("ts", ts);
  }

  private static String base64(float[] vector) {
    return Base64.getEncoder().encodeToString(bytes(vector));
  }

  /** Little endian, as it goes over every border. */
  public static byte[] bytes(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes.array();
  }

  private static String text(ObjectNode json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("text and numbers can be written", e);
    }
  }
}
