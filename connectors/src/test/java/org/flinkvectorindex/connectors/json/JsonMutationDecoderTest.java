package org.flinkvectorindex.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonMutationDecoderTest {
  private static final long NOW = 1_732_200_000_000L;
  private static final long BROKER_TS = NOW - 5;
  private static final Origin ORIGIN = new Origin.Kafka("vectors", 3, 42);
  private static final Limits LIMITS =
      new Limits(
          64 * 1024, Duration.ofMinutes(1), Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

  private final JsonMutationDecoder decoder = new JsonMutationDecoder(LIMITS, Optional.empty());

  @Test
  void readsAnUpsertWithEveryField() {
    Mutation mutation =
        accept(
            """
            {"op":"upsert","collection":"words","id":"king","vector":[0.1,-2,3e-1],
             "attributes":{"lang":"en", "rank":7, "ok":true, "tags":["a",1.50]},
             "ts":1732200000000,"version":3,"ttl_ms":86400000}
            """);

    assertThat(mutation)
        .usingRecursiveComparison()
        .isEqualTo(
            new Mutation.Upsert(
                "words",
                "king",
                new float[] {0.1f, -2f, 0.3f},
                Optional.of("{\"lang\":\"en\",\"rank\":7,\"ok\":true,\"tags\":[\"a\",1.50]}"),
                NOW,
                OptionalLong.of(3),
                Optional.of(Duration.ofDays(1)),
                ORIGIN));
  }

  @Test
  void readsBase64AsLittleEndianFloats() {
    Mutation mutation =
        accept(
            "{\"op\":\"upsert\",\"collection\":\"c\",\"id\":\"i\",\"vector_b64\":\"AACAPwAAAMA=\"}");

    assertThat(((Mutation.Upsert) mutation).vector()).containsExactly(1f, -2f);
  }

  @Test
  void takesTheBrokersTimestampWhereThereIsNone() {
    assertThat(accept("{\"op\":\"delete\",\"collection\":\"c\",\"id\":\"i\"}"))
        .isEqualTo(new Mutation.Delete("c", "i", BROKER_TS, OptionalLong.empty(), ORIGIN));
  }

  /** Producers write so what they have no value for. */
  @Test
  void nullIsAFieldThatIsNotThere() {
    assertThat(
            accept(
                """
                {"op":"upsert","collection":"c","id":"i","vector":[1],"vector_b64":null,
                 "attributes":null,"ts":null,"version":null,"ttl_ms":null}
                """))
        .usingRecursiveComparison()
        .isEqualTo(accept("{\"op\":\"upsert\",\"collection\":\"c\",\"id\":\"i\",\"vector\":[1]}"));
    assertThat(reject("{\"op\":null,\"collection\":\"c\",\"id\":\"i\"}").reason())
        .isEqualTo(Reason.MALFORMED);
    assertThat(reject("{\"op\":\"delete\",\"collection\":\"c\",\"id\":null}").reason())
        .isEqualTo(Reason.BAD_ID);
    assertThat(
            reject("{\"op\":\"upsert\",\"collection\":\"c\",\"id\":\"i\",\"vector\":null}")
                .reason())
        .isEqualTo(Reason.MISSING_FIELD);
  }

  @Test
  void ignoresAndCountsUnknownFields() {
    Decoded<Mutation> decoded =
        decode(
            "{\"x\":{\"y\":[1]},\"op\":\"delete\",\"collection\":\"c\",\"id\":\"i\",\"z\":null}");

    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Accepted.class, it -> assertThat(it.unknownFields()).isEqualTo(2));
  }

  @Test
  void countsWhatADeleteHasNoUseFor() {
    Decoded<Mutation> decoded =
        decode("{\"op\":\"delete\",\"collection\":\"c\",\"id\":\"i\",\"vector\":[1],\"ttl_ms\":1}");

    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Accepted.class, it -> assertThat(it.unknownFields()).isEqualTo(2));
  }

  @Test
  void noAttributesAreNone() {
    Mutation mutation = accept(upsertWith("\"attributes\":{}"));

    assertThat(((Mutation.Upsert) mutation).attributes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          MALFORMED          | record     | ``
          MALFORMED          | record     | nonsense
          MALFORMED          | record     | []
          MALFORMED          | record     | null
          MALFORMED          | record     | {"op":"delete","collection":"c","id":"i"
          MALFORMED          | record     | {"op":"delete","collection":"c","id":"i"} x
          MALFORMED          | record     | {"op":"delete","collection":"c","id":"i"} {}
          MALFORMED          | record     | {"op":"delete","collection":"c","id":"i","id":"i"}
          MALFORMED          | record     | {"op":"delete","collection":"c","id":"i","x":{"a":1,"a":2}}
          MALFORMED          | record     | {"op":"delete","collection":"c","id":17,"x":}
          MALFORMED          | op         | {"op":"insert","collection":"c","id":"i"}
          MALFORMED          | op         | {"op":["upsert"],"collection":"c","id":"i"}
          MALFORMED          | collection | {"op":"delete","collection":7,"id":"i"}
          MALFORMED          | version    | {"op":"delete","collection":"c","id":"i","version":-1}
          MALFORMED          | version    | {"op":"delete","collection":"c","id":"i","version":1.5}
          MALFORMED          | version    | {"op":"delete","collection":"c","id":"i","version":9223372036854775808}
          MALFORMED          | ttl_ms     | {"op":"upsert","collection":"c","id":"i","vector":[1],"ttl_ms":0}
          MALFORMED          | vector     | {"op":"upsert","collection":"c","id":"i","vector":"x"}
          MALFORMED          | vector[1]  | {"op":"upsert","collection":"c","id":"i","vector":[1,"2"]}
          MALFORMED          | vector[0]  | {"op":"upsert","collection":"c","id":"i","vector":[[1]]}
          MALFORMED          | vector_b64 | {"op":"upsert","collection":"c","id":"i","vector_b64":"?"}
          MALFORMED          | vector_b64 | {"op":"upsert","collection":"c","id":"i","vector_b64":"AAA="}
          MALFORMED          | vector     | {"op":"upsert","collection":"c","id":"i","vector":[1],"vector_b64":"AACAPw=="}
          MISSING_FIELD      | op         | {"collection":"c","id":"i"}
          MISSING_FIELD      | collection | {"op":"delete","id":"i"}
          MISSING_FIELD      | id         | {"op":"delete","collection":"c"}
          MISSING_FIELD      | vector     | {"op":"upsert","collection":"c","id":"i"}
          UNKNOWN_COLLECTION | collection | {"op":"delete","collection":"Words","id":"i"}
          UNKNOWN_COLLECTION | collection | {"op":"delete","collection":"","id":"i"}
          BAD_ID             | id         | {"op":"delete","collection":"c","id":17}
          BAD_ID             | id         | {"op":"delete","collection":"c","id":""}
          BAD_ID             | id         | {"op":"delete","collection":"c","id":"a{b"}
          BAD_ID             | id         | {"op":"delete","collection":"c","id":"a}b"}
          BAD_ID             | id         | {"op":"delete","collection":"c","id":"a\\nb"}
          BAD_ID             | id         | {"op":"delete","collection":"c","id":"\\ud800"}
          NOT_FINITE         | vector[1]  | {"op":"upsert","collection":"c","id":"i","vector":[1,NaN]}
          NOT_FINITE         | vector[0]  | {"op":"upsert","collection":"c","id":"i","vector":[-Infinity]}
          NOT_FINITE         | vector[0]  | {"op":"upsert","collection":"c","id":"i","vector":[1e39]}
          NOT_FINITE         | vector_b64 | {"op":"upsert","collection":"c","id":"i","vector_b64":"AADAfw=="}
          BAD_TIMESTAMP      | ts         | {"op":"delete","collection":"c","id":"i","ts":-1}
          BAD_TIMESTAMP      | ts         | {"op":"delete","collection":"c","id":"i","ts":1.5}
          BAD_TIMESTAMP      | ts         | {"op":"delete","collection":"c","id":"i","ts":"now"}
          BAD_TIMESTAMP      | ts         | {"op":"delete","collection":"c","id":"i","ts":1732200060001}
          BAD_ATTRIBUTE      | attributes | {"op":"upsert","collection":"c","id":"i","vector":[1],"attributes":[]}
          BAD_ATTRIBUTE      | attributes | {"op":"upsert","collection":"c","id":"i","vector":[1],"attributes":{"a":null}}
          BAD_ATTRIBUTE      | attributes | {"op":"upsert","collection":"c","id":"i","vector":[1],"attributes":{"a":{}}}
          BAD_ATTRIBUTE      | attributes | {"op":"upsert","collection":"c","id":"i","vector":[1],"attributes":{"a":[true]}}
          BAD_ATTRIBUTE      | attributes | {"op":"upsert","collection":"c","id":"i","vector":[1],"attributes":{"a":NaN}}
          BAD_ATTRIBUTE      | attributes | {"op":"upsert","collection":"c","id":"i","vector":[1],"attributes":{"a":1e999}}
          BAD_ATTRIBUTE      | attributes | {"op":"upsert","collection":"c","id":"i","vector":[1],"attributes":{"a":"\\udc00"}}
          """)
  void rejectsWithTheReasonAndTheField(Reason reason, String field, String json) {
    DeadLetter letter = reject(json);

    assertThat(letter.reason()).as(letter.detail()).isEqualTo(reason);
    assertThat(letter.detail()).startsWith(field).contains("expected ", "got ");
    assertThat(letter.origin()).isEqualTo(ORIGIN);
    assertThat(letter.raw()).asString(StandardCharsets.UTF_8).isEqualTo(json);
    assertThat(letter.ts()).isEqualTo(BROKER_TS);
  }

  @Test
  void theFirstDefectCounts() {
    assertThat(reject("{\"id\":1,\"collection\":\"X\",\"op\":\"delete\"}").reason())
        .isEqualTo(Reason.BAD_ID);
  }

  @Test
  void idsHaveUpTo256Bytes() {
    assertThat(accept(delete("é".repeat(128))).id()).hasSize(128);
    assertThat(reject(delete("é".repeat(128) + "x")).reason()).isEqualTo(Reason.BAD_ID);
  }

  @Test
  void collectionsHaveUpTo64Characters() {
    String json = "{\"op\":\"delete\",\"id\":\"i\",\"collection\":\"%s\"}";
    assertThat(accept(json.formatted("a".repeat(64))).collection()).hasSize(64);
    assertThat(reject(json.formatted("a".repeat(65))).reason())
        .isEqualTo(Reason.UNKNOWN_COLLECTION);
  }

  @Test
  void timestampsMayBeAheadByTheLimit() {
    String json = "{\"op\":\"delete\",\"collection\":\"c\",\"id\":\"i\",\"ts\":%d}";
    assertThat(accept(json.formatted(NOW + 60_000)).ts()).isEqualTo(NOW + 60_000);
  }

  @Test
  void theBrokersTimestampIsCheckedToo() {
    RawRecord raw = raw(Optional.empty(), Optional.of(utf8(delete("i"))), NOW + 60_001);

    assertThat(letter(decoder.decode(raw)).reason()).isEqualTo(Reason.BAD_TIMESTAMP);
  }

  @Test
  void deepNestingIsMalformed() {
    String deep = "{\"x\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";

    assertThat(reject(deep).reason()).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void attributesHaveUpTo16KiB() {
    String fits = "{\"a\":\"%s\"}".formatted("x".repeat(16 * 1024 - 8));
    String tooLarge = "{\"a\":\"%s\"}".formatted("x".repeat(16 * 1024 - 7));

    assertThat(accept(upsertWith("\"attributes\":" + fits))).isInstanceOf(Mutation.Upsert.class);
    assertThat(reject(upsertWith("\"attributes\":" + tooLarge)).reason())
        .isEqualTo(Reason.BAD_ATTRIBUTE);
  }

  @Test
  void recordsHaveALimit() {
    DeadLetter letter = reject(upsertWith("\"x\":\"" + "y".repeat(64 * 1024) + "\""));

    assertThat(letter.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(letter.detail()).contains("65536");
  }

  @Test
  void invalidUtf8IsMalformed() {
    byte[] json = utf8(delete("?"));
    json[new String(json, StandardCharsets.UTF_8).indexOf('?')] = (byte) 0xff;

    assertThat(letter(decoder.decode(raw(Optional.empty(), Optional.of(json), NOW))).reason())
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void aKeyWithoutAValueDeletesInTheOneCollection() {
    JsonMutationDecoder words = new JsonMutationDecoder(LIMITS, Optional.of("words"));
    RawRecord raw = raw(Optional.of(utf8("king")), Optional.empty(), BROKER_TS);

    assertThat(words.decode(raw))
        .isEqualTo(
            new Decoded.Accepted<Mutation>(
                new Mutation.Delete("words", "king", BROKER_TS, OptionalLong.empty(), ORIGIN),
                raw,
                0));
    assertThat(letter(decoder.decode(raw)).reason()).isEqualTo(Reason.MISSING_FIELD);
  }

  @Test
  void aKeyWithoutAValueFollowsTheRulesOfIds() {
    JsonMutationDecoder words = new JsonMutationDecoder(LIMITS, Optional.of("words"));

    assertThat(letter(words.decode(raw(Optional.of(utf8("a{b")), Optional.empty(), NOW))).reason())
        .isEqualTo(Reason.BAD_ID);
    assertThat(
            letter(words.decode(raw(Optional.of(new byte[] {-1}), Optional.empty(), NOW))).reason())
        .isEqualTo(Reason.BAD_ID);
    assertThat(letter(words.decode(raw(Optional.empty(), Optional.empty(), NOW))).reason())
        .isEqualTo(Reason.MISSING_FIELD);
  }

  @Test
  void deadLettersAreBounded() {
    byte[] large = new byte[DeadLetter.MAX_RAW_BYTES + 1];
    RawRecord raw =
        new RawRecord(
            Optional.of(large),
            Optional.of(large),
            Map.of("small", "x", "large", "y".repeat(DeadLetter.MAX_HEADER_CHARS)),
            NOW,
            ORIGIN);

    DeadLetter letter = letter(decoder.decode(raw));

    assertThat(letter.raw()).hasSize(DeadLetter.MAX_RAW_BYTES);
    assertThat(letter.rawBytes()).isEqualTo(DeadLetter.MAX_RAW_BYTES + 1);
    assertThat(letter.truncated()).isTrue();
    assertThat(letter.key().orElseThrow()).hasSize(DeadLetter.MAX_RAW_BYTES);
    assertThat(new JsonDeadLetterEncoder().encode(letter)).hasSizeLessThan(1_000_000);
  }

  private static String delete(String id) {
    return "{\"op\":\"delete\",\"collection\":\"c\",\"id\":\"" + id + "\"}";
  }

  private static String upsertWith(String field) {
    return "{\"op\":\"upsert\",\"collection\":\"c\",\"id\":\"i\",\"vector\":[1]," + field + "}";
  }

  private Mutation accept(String json) {
    Decoded<Mutation> decoded = decode(json);
    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
    return ((Decoded.Accepted<Mutation>) decoded).record();
  }

  private DeadLetter reject(String json) {
    return letter(decode(json));
  }

  private static DeadLetter letter(Decoded<Mutation> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
    return ((Decoded.Rejected<Mutation>) decoded).letter();
  }

  private Decoded<Mutation> decode(String json) {
    return decoder.decode(raw(Optional.empty(), Optional.of(utf8(json)), BROKER_TS));
  }

  private static RawRecord raw(Optional<byte[]> key, Optional<byte[]> value, long ts) {
    return new RawRecord(key, value, Map.of(), ts, ORIGIN);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
