package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;

/** Records of a topic of vectors that are wrong, each in one known way. */
final class BadMutations {
  /** Of vectors; at least 2. */
  private final int dimension;

  /** Longer records are too large. */
  private final int maxBytes;

  private final Random random;

  BadMutations(Random random, int dimension, int maxBytes) {
    this.random = random;
    this.dimension = dimension;
    this.maxBytes = maxBytes;
  }

  /** All reasons that a record of vectors can be wrong for. */
  static List<Reason> reasons() {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason != Reason.BAD_QUERY && reason != Reason.BAD_CONTROL)
        .toList();
  }

  byte[] next(Reason reason) {
    return switch (reason) {
      case MALFORMED -> malformed();
      case UNKNOWN_COLLECTION ->
          text(
              pick(
                  upsert("\"collection\":\"others\"", id(), vector()),
                  upsert("\"collection\":\"Not a name!\"", id(), vector()),
                  "{\"op\":\"delete\",\"collection\":\"\",%s}".formatted(id())));
      case MISSING_FIELD ->
          text(
              pick(
                  "{\"collection\":\"words\",%s,\"version\":1,%s}".formatted(id(), vector()),
                  "{\"op\":\"upsert\",%s,\"version\":1,%s}".formatted(id(), vector()),
                  "{\"op\":\"upsert\",\"collection\":\"words\",\"version\":1,%s}"
                      .formatted(vector()),
                  "{\"op\":\"upsert\",\"collection\":\"words\",%s,\"version\":1}".formatted(id()),
                  "{\"op\":\"upsert\",\"collection\":\"words\",%s,%s}".formatted(id(), vector()),
                  "{\"op\":\"delete\",\"collection\":\"words\",%s}".formatted(id())));
      case BAD_ID ->
          text(
              upsert(
                  "\"id\":"
                      + pick(
                          "\"\"",
                          "7",
                          "null",
                          "[\"a\"]",
                          "\"a{b}\"",
                          "\"a\\u0000b\"",
                          "\"line\\nbreak\"",
                          "\"" + "x".repeat(257) + "\"",
                          "\"" + "é".repeat(129) + "\""),
                  collection(),
                  vector()));
      case DIMENSION_MISMATCH ->
          text(
              upsert(
                  collection(),
                  id(),
                  vector(random.nextBoolean() ? dimension - 1 : dimension + 1)));
      case NOT_FINITE ->
          text(
              upsert(
                  collection(),
                  id(),
                  pick(
                      "\"vector\":[1e39" + ",0.5".repeat(dimension - 1) + "]",
                      "\"vector\":[-1e400" + ",0.5".repeat(dimension - 1) + "]",
                      "\"vector_b64\":\"" + base64(Float.NaN) + "\"",
                      "\"vector_b64\":\"" + base64(Float.NEGATIVE_INFINITY) + "\"")));
      case ZERO_NORM ->
          text(
              upsert(
                  collection(),
                  id(),
                  pick(
                      "\"vector\":[0" + ",-0.0".repeat(dimension - 1) + "]",
                      "\"vector\":[1e-30" + ",0".repeat(dimension - 1) + "]")));
      case BAD_TIMESTAMP ->
          text(
              upsert(
                  collection(),
                  id(),
                  "\"ts\":"
                      + pick(
                          "-1",
                          "9223372036854775807",
                          Long.toString(Instant.now().plus(Duration.ofDays(2)).toEpochMilli())),
                  vector()));
      case BAD_ATTRIBUTE ->
          text(
              upsert(
                  collection(),
                  id(),
                  "\"attributes\":"
                      + pick("7", "[]", "\"text\"", "{\"nested\":{\"a\":1}}", "{\"n\":null}"),
                  vector()));
      case TOO_LARGE ->
          text(upsert(collection(), id(), vector(), "\"note\":\"" + "x".repeat(maxBytes) + "\""));
      case BAD_QUERY, BAD_CONTROL ->
          throw new IllegalArgumentException("no record of vectors is " + reason);
    };
  }

  private byte[] malformed() {
    String whole = upsert(collection(), id(), vector());
    return switch (random.nextInt(9)) {
      case 0 -> text(whole.substring(0, 1 + random.nextInt(whole.length() - 1)));
      case 1 -> text(whole + "}");
      case 2 -> text("[" + whole + "]");
      case 3 -> text("");
      case 4 -> text("no JSON at all");
      case 5 -> text("{\"op\":\"upsert\",\"op\":\"delete\"," + collection() + "," + id() + "}");
      case 6 -> text("{\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}");
      case 7 -> text(upsert(collection(), id(), "\"vector\":\"" + random.nextInt() + "\""));
      default -> {
        byte[] bytes = new byte[1 + random.nextInt(100)];
        random.nextBytes(bytes);
        bytes[0] = (byte) 0xFF; // Begins no UTF-8 text.
        yield bytes;
      }
    };
  }

  private static String upsert(String... fields) {
    return "{\"op\":\"upsert\",\"version\":1," + String.join(",", fields) + "}";
  }

  private static String collection() {
    return "\"collection\":\"" + Workload.COLLECTION + "\"";
  }

  private String id() {
    return "\"id\":\"bad-" + random.nextInt(1000) + "\"";
  }

  private String vector() {
    return vector(dimension);
  }

  private String vector(int components) {
    float[] vector = new float[components];
    for (int i = 0; i < components; i++) {
      vector[i] = random.nextFloat() + 0.1f;
    }
    return "\"vector\":" + Json.array(vector);
  }

  private String base64(float component) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * dimension).order(ByteOrder.LITTLE_ENDIAN);
    int place = random.nextInt(dimension);
    for (int i = 0; i < dimension; i++) {
      bytes.putFloat(i == place ? component : 1f);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }
}
