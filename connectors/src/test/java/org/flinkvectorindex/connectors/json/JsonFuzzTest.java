package org.flinkvectorindex.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: one outcome, no exception, and every dead letter can be written. */
class JsonFuzzTest {
  private static final int MESSAGES = 10_000;
  private static final List<String> SEEDS =
      List.of(
          "{\"op\":\"upsert\",\"collection\":\"words\",\"id\":\"king\",\"vector\":[0.1,-2,3e-1],\"attributes\":{\"lang\":\"é\",\"tags\":[\"a\",1.50]},\"ts\":1732200000000,\"version\":3,\"ttl_ms\":86400000}",
          "{\"op\":\"upsert\",\"collection\":\"c\",\"id\":\"\\u0041\",\"vector_b64\":\"AACAPwAAAMA=\",\"x\":[null,NaN]}",
          "{\"op\":\"delete\",\"collection\":\"c\",\"id\":\"i\"}",
          "{\"query_id\":\"q1\",\"collection\":\"words\",\"vector\":[1,2],\"k\":10,\"ef\":64,\"include\":[\"attributes\",\"vector\"],\"timeout_ms\":200}",
          "{\"query_id\":\"q2\",\"collection\":\"words\",\"ids\":[\"a\",\"b\"],\"filter\":{}}");
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "null",
          "NaN",
          "-Infinity",
          "1e999",
          "-",
          "\\ud800",
          "\"id\":7",
          "\"query_id\":\"z\"",
          "9".repeat(500),
          "[".repeat(40),
          "\u0000",
          "\ufeff");

  @Test
  void alwaysExactlyOneOutcome() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    JsonMutationDecoder mutations =
        new JsonMutationDecoder(Limits.defaults(), Optional.of("words"));
    JsonQueryDecoder queries = new JsonQueryDecoder(Limits.defaults());
    int[] good = new int[2];
    for (int i = 0; i < MESSAGES; i++) {
      byte[] bytes = mutated(SEEDS.get(random.nextInt(SEEDS.size())), random);
      RawRecord raw =
          new RawRecord(
              Optional.of(bytes),
              random.nextInt(50) == 0 ? Optional.empty() : Optional.of(bytes),
              Map.of(),
              1_732_200_000_000L,
              new Origin.Kafka("t", 0, i));
      String as = "seed %d, message %d: %s".formatted(seed, i, Arrays.toString(bytes));
      try {
        good[0] += check(mutations.decode(raw), raw, as);
        good[1] += check(queries.decode(raw), raw, as);
      } catch (RuntimeException e) {
        throw new AssertionError(as, e);
      }
    }
    assertThat(good[0]).as("mutations accepted, seed %d", seed).isBetween(1, MESSAGES - 1);
    assertThat(good[1]).as("queries accepted, seed %d", seed).isBetween(1, MESSAGES - 1);
  }

  private static int check(Decoded<?> decoded, RawRecord raw, String as) throws IOException {
    if (decoded instanceof Decoded.Accepted<?> accepted) {
      assertThat(accepted.raw()).as(as).isSameAs(raw);
      if (accepted.record() instanceof Mutation mutation) {
        assertThat(mutation.id()).as(as).isNotEmpty().doesNotContain("{", "}");
      } else {
        assertThat(((Query) accepted.record()).queryId()).as(as).isNotEmpty();
      }
      return 1;
    }
    DeadLetter letter =
        decoded instanceof Decoded.Refused<?> refused
            ? refused.letter()
            : ((Decoded.Rejected<?>) decoded).letter();
    JsonNode written = new ObjectMapper().readTree(new JsonDeadLetterEncoder().encode(letter));
    assertThat(written.get("origin").get("offset").asLong())
        .as(as)
        .isEqualTo(((Origin.Kafka) raw.origin()).offset());
    assertThat(written.get("raw_b64").binaryValue())
        .as(as)
        .isEqualTo(raw.value().orElse(new byte[0]));
    assertThat(written.get("detail").asText()).as(as).isNotEmpty().hasSizeLessThan(513);
    if (decoded instanceof Decoded.Refused<?> refused) {
      JsonNode answer =
          new ObjectMapper().readTree(new JsonResultEncoder().encode(refused.answer()));
      assertThat(answer.get("query_id").asText()).as(as).isEqualTo(refused.answer().queryId());
    }
    return 0;
  }

  private static byte[] mutated(String seed, Random random) {
    byte[] bytes = seed.getBytes(StandardCharsets.UTF_8);
    for (int edits = random.nextInt(4); edits > 0 && bytes.length > 0; edits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes = Arrays.copyOf(bytes, at);
        case 2 ->
            bytes = spliced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), "");
        case 3 -> bytes = spliced(bytes, at, at, PIECES.get(random.nextInt(PIECES.size())));
        default ->
            bytes =
                spliced(
                    bytes,
                    at,
                    Math.min(bytes.length, at + 3),
                    PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, String piece) {
    byte[] insert = piece.getBytes(StandardCharsets.UTF_8);
    byte[] result = new byte[from + insert.length + bytes.length - to];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(insert, 0, result, from, insert.length);
    System.arraycopy(bytes, to, result, from + insert.length, bytes.length - to);
    return result;
  }
}
