package org.flinkvectorindex.connectors.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.json.JsonMutationDecoder;
import org.flinkvectorindex.connectors.json.JsonQueryDecoder;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.junit.jupiter.api.Test;

/** One record in two forms decodes to one outcome: the same fields, or the same reason against. */
class SameAsJsonTest {
  private static final int RECORDS = 5_000;
  private static final long TS = 1_732_200_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final UnknownFieldSet.Field SOMETHING =
      UnknownFieldSet.Field.newBuilder().addVarint(7).build();

  private final Random random;
  private final long seed = System.nanoTime();
  private final Map<String, Integer> outcomes = new TreeMap<>();

  SameAsJsonTest() {
    random = new Random(seed);
  }

  @Test
  void mutations() throws Exception {
    JsonMutationDecoder json = new JsonMutationDecoder(Limits.defaults(), Optional.empty());
    ProtobufMutationDecoder protobuf =
        new ProtobufMutationDecoder(Limits.defaults(), Optional.empty());
    for (int i = 0; i < RECORDS; i++) {
      ObjectNode object = JSON.createObjectNode();
      Records.Mutation.Builder message = Records.Mutation.newBuilder();
      mutation(object, message);
      compare(
          json.decode(raw(JSON.writeValueAsBytes(object))),
          protobuf.decode(raw(message.build().toByteArray())),
          object);
    }
    assertThat(outcomes.keySet())
        .contains(
            "Accepted",
            "MISSING_FIELD",
            "UNKNOWN_COLLECTION",
            "BAD_ID",
            "NOT_FINITE",
            "BAD_TIMESTAMP",
            "BAD_ATTRIBUTE",
            "MALFORMED");
    assertThat(outcomes.get("Accepted")).isGreaterThan(RECORDS / 10);
  }

  @Test
  void queries() throws Exception {
    JsonQueryDecoder json = new JsonQueryDecoder(Limits.defaults());
    ProtobufQueryDecoder protobuf = new ProtobufQueryDecoder(Limits.defaults());
    for (int i = 0; i < RECORDS; i++) {
      ObjectNode object = JSON.createObjectNode();
      Records.Query.Builder message = Records.Query.newBuilder();
      query(object, message);
      compare(
          json.decode(raw(JSON.writeValueAsBytes(object))),
          protobuf.decode(raw(message.build().toByteArray())),
          object);
    }
    assertThat(outcomes.keySet())
        .contains(
            "Accepted",
            "BAD_QUERY",
            "MISSING_FIELD",
            "Refused UNKNOWN_COLLECTION",
            "Refused BAD_QUERY",
            "Refused UNSUPPORTED");
    assertThat(outcomes.get("Accepted")).isGreaterThan(RECORDS / 10);
  }

  /** Each field now and then left out or wrong, in the order of the schema. */
  private void mutation(ObjectNode object, Records.Mutation.Builder message) throws Exception {
    boolean delete = oneIn(4);
    if (oneIn(40)) {
      object.put("op", "merge");
      message.setOpValue(9);
    } else if (!oneIn(40)) {
      object.put("op", delete ? "delete" : "upsert");
      message.setOp(delete ? Records.Mutation.Op.DELETE : Records.Mutation.Op.UPSERT);
    }
    if (!oneIn(40)) {
      String collection = oneIn(40) ? "Words!" : "words";
      object.put("collection", collection);
      message.setCollection(collection);
    }
    if (!oneIn(40)) {
      String id = id();
      object.put("id", id);
      message.setId(id);
    }
    if (!delete || oneIn(3)) {
      float[] vector = vector();
      if (oneIn(2)) {
        object.set("vector", array(vector));
        for (float component : vector) {
          message.addVector(component);
        }
      }
      if (!object.has("vector") || oneIn(40)) {
        byte[] bytes = bytes(vector);
        object.put("vector_b64", bytes);
        message.setVectorBytes(ByteString.copyFrom(bytes));
      }
    }
    if (oneIn(2)) {
      ObjectNode attributes = attributes();
      object.set("attributes", attributes);
      message.setAttributes(JSON.writeValueAsString(attributes));
    }
    if (oneIn(2)) {
      long ts = oneIn(20) ? -1 : oneIn(20) ? Long.MAX_VALUE : TS + random.nextInt();
      object.put("ts", ts);
      message.setTs(ts);
    }
    if (oneIn(2)) {
      long version = oneIn(20) ? -7 : random.nextLong() >>> 1;
      object.put("version", version);
      message.setVersion(version);
    }
    if (oneIn(3)) {
      long ttl = oneIn(20) ? 0 : 1 + random.nextInt(1_000_000);
      object.put("ttl_ms", ttl);
      message.setTtlMs(ttl);
    }
    if (oneIn(3)) {
      object.put("new", 7);
      message.setUnknownFields(UnknownFieldSet.newBuilder().addField(99, SOMETHING).build());
    }
  }

  private void query(ObjectNode object, Records.Query.Builder message) {
    if (!oneIn(20)) {
      String id = oneIn(20) ? "" : "q-" + random.nextInt();
      object.put("query_id", id);
      message.setQueryId(id);
    }
    if (!oneIn(40)) {
      String collection = oneIn(20) ? "" : "words";
      object.put("collection", collection);
      message.setCollection(collection);
    }
    float[] vector = vector();
    if (oneIn(2)) {
      object.set("vector", array(vector));
      for (float component : vector) {
        message.addVector(component);
      }
    }
    if (oneIn(4)) {
      object.put("vector_b64", bytes(vector));
      message.setVectorBytes(ByteString.copyFrom(bytes(vector)));
    }
    if (oneIn(4)) {
      ArrayNode ids = object.putArray("ids");
      for (int i = 0; i <= random.nextInt(3); i++) {
        String id = id();
        ids.add(id);
        message.addIds(id);
      }
    }
    if (oneIn(2)) {
      int k = oneIn(20) ? 10_001 : 1 + random.nextInt(10_000);
      object.put("k", k);
      message.setK(k);
    }
    if (oneIn(2)) {
      int ef = oneIn(20) ? 0 : 1 + random.nextInt(100_000);
      object.put("ef", ef);
      message.setEf(ef);
    }
    if (oneIn(2)) {
      ArrayNode include = object.putArray("include");
      include.add("vector");
      message.addInclude(Records.Query.Include.VECTOR);
      if (oneIn(2)) {
        boolean known = !oneIn(10);
        include.add(known ? "attributes" : "everything");
        message.addIncludeValue(known ? Records.Query.Include.ATTRIBUTES_VALUE : 17);
      }
    }
    if (oneIn(2)) {
      long timeout = oneIn(20) ? -1 : 1 + random.nextInt(600_000);
      object.put("timeout_ms", timeout);
      message.setTimeoutMs(timeout);
    }
    if (oneIn(10)) {
      boolean known = oneIn(2);
      object.put(known ? "radius" : "colour", 7);
      message.setUnknownFields(
          UnknownFieldSet.newBuilder().addField(known ? 21 : 99, SOMETHING).build());
    }
  }

  private void compare(Decoded<?> json, Decoded<?> protobuf, ObjectNode object) {
    String as = "seed %d: %s".formatted(seed, object);
    String outcome = outcome(json);
    outcomes.merge(outcome, 1, Integer::sum);
    assertThat(outcome(protobuf)).as(as).isEqualTo(outcome);
    if (json instanceof Decoded.Accepted<?> expected) {
      Decoded.Accepted<?> got = (Decoded.Accepted<?>) protobuf;
      assertThat(got.record()).as(as).usingRecursiveComparison().isEqualTo(expected.record());
      assertThat(got.unknownFields()).as(as).isEqualTo(expected.unknownFields());
    } else if (json instanceof Decoded.Refused<?> expected) {
      assertThat(((Decoded.Refused<?>) protobuf).answer().queryId())
          .as(as)
          .isEqualTo(expected.answer().queryId());
    }
  }

  private static String outcome(Decoded<?> decoded) {
    if (decoded instanceof Decoded.Rejected<?> rejected) {
      return rejected.letter().reason().name();
    }
    if (decoded instanceof Decoded.Refused<?> refused) {
      assertThat(refused.letter().reason()).isEqualTo(DeadLetter.Reason.BAD_QUERY);
      return "Refused " + refused.answer().code();
    }
    return "Accepted";
  }

  private boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  private String id() {
    return switch (random.nextInt(60)) {
      case 0 -> "";
      case 1 -> "{i}";
      case 2 -> "a\u0007";
      case 3 -> "é".repeat(200);
      default -> "id-é-" + random.nextInt();
    };
  }

  private float[] vector() {
    float[] vector = new float[1 + random.nextInt(200)];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    if (oneIn(40)) {
      vector[random.nextInt(vector.length)] = oneIn(2) ? Float.NaN : Float.NEGATIVE_INFINITY;
    }
    return vector;
  }

  private ObjectNode attributes() {
    ObjectNode attributes = JSON.createObjectNode();
    for (int i = random.nextInt(4); i > 0; i--) {
      attributes.put("t" + i, "é\"\n" + random.nextInt());
      attributes.put("n" + i, random.nextLong());
      attributes.put("d" + i, random.nextDouble());
      attributes.put("b" + i, random.nextBoolean());
      attributes.putArray("a" + i).add("x").add(1.5);
    }
    if (oneIn(20)) {
      attributes.putObject("nested");
    }
    if (oneIn(20)) {
      attributes.put("large", "x".repeat(17_000));
    }
    return attributes;
  }

  /** Numbers that are none are written as JSON has them not: both decoders name them. */
  private static ArrayNode array(float[] vector) {
    ArrayNode array = JSON.createArrayNode();
    for (float component : vector) {
      if (Float.isFinite(component)) {
        array.add(component);
      } else {
        array.addRawValue(new com.fasterxml.jackson.databind.util.RawValue("NaN"));
      }
    }
    return array;
  }

  private static byte[] bytes(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes.array();
  }

  private static RawRecord raw(byte[] value) {
    return new RawRecord(
        Optional.of("key".getBytes(UTF_8)),
        Optional.of(value),
        Map.of(),
        TS,
        new Origin.Kafka("t", 0, 1));
  }
}
