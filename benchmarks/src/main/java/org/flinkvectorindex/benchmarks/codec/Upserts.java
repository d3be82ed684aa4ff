package org.flinkvectorindex.benchmarks.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.Random;
import java.util.StringJoiner;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.serde.Fields;

/** The same upserts in each form, with a few attributes, as producers would write them. */
final class Upserts {
  static final long TS = 1_732_200_000_000L;

  private static final String ATTRIBUTES =
      "{\"lang\":\"en\",\"rank\":7,\"tags\":[\"noun\",\"common\"]}";

  private Upserts() {}

  static byte[][] write(Form form, int count, int dimension, long seed) {
    Random random = new Random(seed);
    byte[][] written = new byte[count][];
    for (int i = 0; i < count; i++) {
      float[] vector = new float[dimension];
      for (int j = 0; j < dimension; j++) {
        vector[j] = (float) random.nextGaussian();
      }
      String id = "word-%07d".formatted(random.nextInt(10_000_000));
      written[i] =
          switch (form) {
            case JSON -> json(id, "\"vector\":" + numbers(vector));
            case JSON_BASE64 -> json(id, "\"vector_b64\":\"" + base64(vector) + "\"");
            case PROTOBUF -> {
              Records.Mutation.Builder message = message(id);
              for (float component : vector) {
                message.addVector(component);
              }
              yield message.build().toByteArray();
            }
            case PROTOBUF_BYTES ->
                message(id)
                    .setVectorBytes(ByteString.copyFrom(Fields.littleEndian(vector)))
                    .build()
                    .toByteArray();
          };
    }
    return written;
  }

  private static byte[] json(String id, String vector) {
    return "{\"op\":\"upsert\",\"collection\":\"words\",\"id\":\"%s\",%s,\"attributes\":%s,\"ts\":%d,\"version\":%d}"
        .formatted(id, vector, ATTRIBUTES, TS, 3)
        .getBytes(UTF_8);
  }

  private static Records.Mutation.Builder message(String id) {
    return Records.Mutation.newBuilder()
        .setOp(Records.Mutation.Op.UPSERT)
        .setCollection("words")
        .setId(id)
        .setAttributes(ATTRIBUTES)
        .setTs(TS)
        .setVersion(3);
  }

  private static String numbers(float[] vector) {
    StringJoiner numbers = new StringJoiner(",", "[", "]");
    for (float component : vector) {
      numbers.add(Float.toString(component));
    }
    return numbers.toString();
  }

  private static String base64(float[] vector) {
    return Base64.getEncoder().encodeToString(Fields.littleEndian(vector));
  }
}
