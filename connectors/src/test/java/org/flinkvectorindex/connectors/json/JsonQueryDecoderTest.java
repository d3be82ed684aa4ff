package org.flinkvectorindex.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Query.Include;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.record.Result.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonQueryDecoderTest {
  private static final Origin ORIGIN = new Origin.Kafka("queries", 0, 7);
  private static final long TS = 1_732_200_000_000L;

  private final JsonQueryDecoder decoder =
      new JsonQueryDecoder(new Limits(64 * 1024, Duration.ofMinutes(1), Clock.systemUTC()));

  @Test
  void readsAQueryWithEveryField() {
    Query query =
        accept(
            """
            {"query_id":"q1","collection":"words","vector":[1,2],"k":25,"ef":64,
             "include":["attributes","vector"],"timeout_ms":200}
            """);

    assertThat(query)
        .usingRecursiveComparison()
        .isEqualTo(
            new Query(
                "q1",
                "words",
                new Query.Target.Nearest(new float[] {1, 2}),
                25,
                OptionalInt.of(64),
                EnumSet.allOf(Include.class),
                Optional.of(Duration.ofMillis(200)),
                TS,
                ORIGIN));
  }

  @Test
  void nullIsAFieldThatIsNotThere() {
    assertThat(
            accept(
                """
                {"query_id":"q","collection":"c","ids":["a"],"vector":null,"vector_b64":null,
                 "k":null,"ef":null,"include":null,"timeout_ms":null}
                """))
        .isEqualTo(accept("{\"query_id\":\"q\",\"collection\":\"c\",\"ids\":[\"a\"]}"));
  }

  @Test
  void hasDefaults() {
    assertThat(accept("{\"query_id\":\"q\",\"collection\":\"c\",\"ids\":[\"a\",\"b\"]}"))
        .isEqualTo(
            new Query(
                "q",
                "c",
                new Query.Target.ByIds(List.of("a", "b")),
                10,
                OptionalInt.empty(),
                Set.of(),
                Optional.empty(),
                TS,
                ORIGIN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BAD_QUERY          | k           | {"query_id":"q","collection":"c","vector":[1],"k":0}
          BAD_QUERY          | k           | {"query_id":"q","collection":"c","vector":[1],"k":1000000000}
          BAD_QUERY          | k           | {"query_id":"q","collection":"c","vector":[1],"k":"10"}
          BAD_QUERY          | ef          | {"query_id":"q","collection":"c","vector":[1],"ef":100001}
          BAD_QUERY          | timeout_ms  | {"query_id":"q","collection":"c","vector":[1],"timeout_ms":0}
          BAD_QUERY          | timeout_ms  | {"query_id":"q","collection":"c","vector":[1],"timeout_ms":600001}
          BAD_QUERY          | include     | {"query_id":"q","collection":"c","vector":[1],"include":["all"]}
          BAD_QUERY          | include     | {"query_id":"q","collection":"c","vector":[1],"include":"vector"}
          BAD_QUERY          | "kk"        | {"query_id":"q","collection":"c","vector":[1],"kk":3}
          BAD_QUERY          | vector      | {"query_id":"q","collection":"c"}
          BAD_QUERY          | vector      | {"query_id":"q","collection":"c","vector":[1],"ids":["a"]}
          BAD_QUERY          | vector      | {"query_id":"q","collection":"c","vector":[1],"vector_b64":"AACAPw=="}
          BAD_QUERY          | vector[0]   | {"query_id":"q","collection":"c","vector":[NaN]}
          BAD_QUERY          | ids         | {"query_id":"q","collection":"c","ids":[]}
          BAD_QUERY          | ids[1]      | {"query_id":"q","collection":"c","ids":["a",7]}
          BAD_QUERY          | collection  | {"query_id":"q","vector":[1]}
          BAD_QUERY          | collection  | {"query_id":"q","collection":null,"vector":[1]}
          UNSUPPORTED        | filter      | {"query_id":"q","collection":"c","vector":[1],"filter":null}
          UNKNOWN_COLLECTION | collection  | {"query_id":"q","collection":"C","vector":[1]}
          UNSUPPORTED        | filter      | {"query_id":"q","collection":"c","vector":[1],"filter":{"a":[1,{"b":2}]}}
          UNSUPPORTED        | radius      | {"radius":1,"query_id":"q","collection":"c","vector":[1]}
          UNSUPPORTED        | window      | {"query_id":"q","collection":"c","vector":[1],"window":"1h"}
          UNSUPPORTED        | at_least_ts | {"query_id":"q","collection":"c","vector":[1],"at_least_ts":1}
          UNSUPPORTED        | like        | {"query_id":"q","collection":"c","like":"king"}
          BAD_QUERY          | record      | {"query_id":"q","collection":"c","vector":[1
          BAD_QUERY          | record      | {"collection":"c","vector":[1,,],"query_id":"q"}
          BAD_QUERY          | record      | {"note":"\\"query_id\\":\\"x\\"" "query_id" : "q"
          BAD_QUERY          | record      | {"query_id":"q","query_id":"r"}
          BAD_QUERY          | record      | {"query_id":"q"} trailing
          """)
  void answersABadQueryThatHasAnId(Code code, String field, String json) {
    Decoded<Query> decoded = decode(json);

    assertThat(decoded).isInstanceOf(Decoded.Refused.class);
    Decoded.Refused<Query> refused = (Decoded.Refused<Query>) decoded;
    assertThat(refused.answer().queryId()).isEqualTo("q");
    assertThat(refused.answer().code()).as(refused.answer().detail()).isEqualTo(code);
    assertThat(refused.answer().detail()).startsWith(field);
    assertThat(refused.letter().reason()).isEqualTo(Reason.BAD_QUERY);
    assertThat(refused.letter().origin()).isEqualTo(ORIGIN);
    assertThat(refused.letter().raw()).asString(StandardCharsets.UTF_8).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          MALFORMED     | nonsense
          MALFORMED     | {"query_id":7,,}
          MALFORMED     | {"collection":"c","vector":[1,"query_id":
          MISSING_FIELD | {"collection":"c","vector":[1]}
          BAD_QUERY     | {"collection":"c","vector":[1],"like":{"query_id":"inner"}}
          BAD_QUERY     | {"query_id":"","collection":"c","vector":[1]}
          BAD_QUERY     | {"query_id":7,"collection":"c","vector":[1]}
          """)
  void rejectsABadQueryThatHasNone(Reason reason, String json) {
    assertThat(decode(json))
        .isInstanceOfSatisfying(
            Decoded.Rejected.class,
            it -> assertThat(it.letter().reason()).as(it.letter().detail()).isEqualTo(reason));
  }

  @Test
  void aQueryThatIsTooLargeIsAnswered() {
    String large = "[" + "1,".repeat(40_000) + "1]";

    assertThat(decode("{\"vector\":" + large + ",\"query_id\":\"q\"}"))
        .isInstanceOfSatisfying(
            Decoded.Refused.class,
            it -> {
              assertThat(it.answer().queryId()).isEqualTo("q");
              assertThat(it.answer().detail()).contains("65536");
              assertThat(it.letter().reason()).isEqualTo(Reason.BAD_QUERY);
            });
  }

  @Test
  void aNullValueIsNoQuery() {
    RawRecord raw = new RawRecord(Optional.empty(), Optional.empty(), Map.of(), TS, ORIGIN);

    assertThat(decoder.decode(raw)).isInstanceOf(Decoded.Rejected.class);
  }

  private Query accept(String json) {
    Decoded<Query> decoded = decode(json);
    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
    return ((Decoded.Accepted<Query>) decoded).record();
  }

  private Decoded<Query> decode(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return decoder.decode(
        new RawRecord(Optional.empty(), Optional.of(bytes), Map.of(), TS, ORIGIN));
  }
}
