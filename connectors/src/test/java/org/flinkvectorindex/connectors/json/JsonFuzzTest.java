package org.flinkvectorindex.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.flinkvectorindex.connectors.codec.Fuzz;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.record.Result;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: one outcome, no exception, and every dead letter can be written. */
class JsonFuzzTest {
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
  void alwaysExactlyOneOutcome() throws Exception {
    new Fuzz(
            SEEDS.stream().map(JsonFuzzTest::utf8).toList(),
            random -> utf8(PIECES.get(random.nextInt(PIECES.size()))),
            number -> new Origin.Kafka("t", 0, number),
            new JsonMutationDecoder(Limits.defaults(), Optional.of("words")),
            new JsonQueryDecoder(Limits.defaults()),
            new Written())
        .requireOneOutcomeEach();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final class Written implements Fuzz.Encoded {
    @Override
    public void requireLetter(DeadLetter letter, RawRecord raw, String as) throws IOException {
      JsonNode written = new ObjectMapper().readTree(new JsonDeadLetterEncoder().encode(letter));
      assertThat(written.get("origin").get("offset").asLong())
          .as(as)
          .isEqualTo(((Origin.Kafka) raw.origin()).offset());
      assertThat(written.get("raw_b64").binaryValue())
          .as(as)
          .isEqualTo(raw.value().orElse(new byte[0]));
      assertThat(written.get("detail").asText()).as(as).isEqualTo(letter.detail());
    }

    @Override
    public void requireAnswer(Result.Failed answer, String as) throws IOException {
      JsonNode written = new ObjectMapper().readTree(new JsonResultEncoder().encode(answer));
      assertThat(written.get("query_id").asText()).as(as).isEqualTo(answer.queryId());
    }
  }
}
