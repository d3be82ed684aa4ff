package org.flinkvectorindex.jobs.topology;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;
import org.flinkvectorindex.operators.decide.Control;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlDecoderTest {
  private static final String JOB =
      """
      name: words-index
      collections: [{name: words-1, dimension: 100}]
      vectors: [{type: kafka, bootstrap-servers: "a:1", topics: [v, w], group-id: g}]
      queries: [{type: kafka, bootstrap-servers: "a:1", topics: [q], group-id: g}]
      results: {type: kafka, bootstrap-servers: "a:1", topic: r}
      dead-letters: {type: kafka, bootstrap-servers: "a:1", topic: d}
      control: {type: kafka, bootstrap-servers: "a:1", topic: c, group-id: g}
      admit: {max-bytes: 2 kb}
      state: {graph: {lag: 0.25}}
      """;

  private static final List<String> SEEDS =
      List.of(
          """
          {"op":"create","collection":"w","spec":{"dimension":7,"metric":"l2","shards":3,
           "order":"time","index":{"type":"ivf","m":24,"nlist":9},"quantizer":{"type":"rabitq",
           "bits":2},"tombstone":{"retention":"2 h"},"retention":"30 d"}}""",
          "{\"op\":\"alias\",\"alias\":\"a\",\"collection\":\"b\"}",
          "{\"op\":\"drop\",\"collection\":\"b\"}");

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
          "1e999",
          "-",
          "\\ud800",
          "\"op\":7",
          "${A}",
          "[]",
          "{}",
          "9".repeat(19),
          "9".repeat(300),
          "[".repeat(40));

  private final ControlDecoder decoder =
      ControlDecoder.of(JobConfiguration.parse(JOB, Map.of(), Map.of()));

  @Test
  void aCollectionHasTheKeysAndDefaultsOfTheConfiguration() {
    assertThat(
            accepted(
                """
                {"op":"create","collection":"words-2","spec":{"dimension":7,"metric":"l2",
                 "index":{"m":24},"quantizer":{"type":"sq8"},"tombstone":{"retention":"2 h"}}}"""))
        .isEqualTo(
            new Control.Create(
                new CollectionSpec(
                    "words-2",
                    8,
                    Order.TIME,
                    new IndexSpec(
                        new Structure.Hnsw(24, 200),
                        7,
                        Metric.L2,
                        0.25,
                        new Quantizer(Quantizer.Kind.SQ8, 8, 0, Quantizer.Originals.HEAP)),
                    64,
                    Duration.ofHours(2),
                    CollectionSpec.FOREVER)));
  }

  /** Its keys are what the record says, so that the record says it again later. */
  @Test
  void aCollectionIsTheSameWhetherHistoryIsReadOrNot() {
    String record = "{\"op\":\"create\",\"collection\":\"words-2\",\"spec\":{\"dimension\":7}}";
    Map<String, String> backfill = Map.of("backfill.name", "b", "backfill.files", "/a.jsonl");
    ControlDecoder reading = ControlDecoder.of(JobConfiguration.parse(JOB, backfill, Map.of()));
    assertThat(reading.decode(raw(Optional.of(record))))
        .usingRecursiveComparison()
        .isEqualTo(decoder.decode(raw(Optional.of(record))));
  }

  @Test
  void aliasesAndDrops() {
    assertThat(accepted("{\"op\":\"alias\",\"alias\":\"a\",\"collection\":\"b\"}"))
        .isEqualTo(new Control.Alias("a", "b"));
    assertThat(accepted("{\"op\":\"unalias\",\"alias\":\"a\"}"))
        .isEqualTo(new Control.Unalias("a"));
    assertThat(accepted("{\"op\":\"drop\",\"collection\":\"b\"}")).isEqualTo(new Control.Drop("b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"op":"create" | MALFORMED | record: expected a JSON object, got something else at byte 14
          [] | MALFORMED | record: expected a JSON object, got []
          {"op":7} | MALFORMED | op: expected a string, got 7
          {} | MISSING_FIELD | op: expected a value, got nothing
          {"op":"rename"} | BAD_CONTROL | op: expected create, alias, unalias or drop, got "rename"
          {"op":"drop"} | MISSING_FIELD | collection: expected a value, got nothing
          {"op":"drop","collection":"Words"} | BAD_CONTROL | collection: expected [a-z0-9_-]{1,64}, got "Words"
          {"op":"drop","collection":"a","alias":"b"} | BAD_CONTROL | "alias": no such field; allowed: collection, op
          {"op":"create","collection":"a"} | MISSING_FIELD | spec: expected an object of keys, got nothing
          {"op":"create","collection":"a","spec":{"dimension":9000}} | BAD_CONTROL | spec.dimension is '9000': out of range; allowed: 1 to 8192
          {"op":"create","collection":"a","spec":{"dimension":9,"order":"log"}} | BAD_CONTROL | spec.order is 'log': positions of several topics can't be compared, and vectors are read from 2; allowed: time, version, or one vector source of one topic
          {"op":"create","collection":"a","spec":{"dimension":9,"index":{"ef-construction":15}}} | BAD_CONTROL | spec.index.ef-construction is '15': less than m, which is 16; allowed: m to 4096
          {"op":"create","collection":"a","spec":{"dimension":9,"retention":"1000000000000000 d"}} | BAD_CONTROL | spec.retention is '1000000000000000 d': out of range; allowed: 1 s to 3650 d
          {"op":"create","collection":"a","spec":{"dimension":9,"windows":[]}} | BAD_CONTROL | spec.windows: windows are of the configuration's collections, whose statistics state is found by; allowed: none; take the collection over into the configuration, with windows, at the next upgrade
          {"op":"create","collection":"a","spec":{"dimension":9,"metric":"${file:/etc/passwd}"}} | BAD_CONTROL | spec: references are not resolved; allowed: values
          """)
  void whatIsWrongIsNamed(String record, Reason reason, String detail) {
    DeadLetter letter = rejected(record);
    assertThat(letter.detail()).isEqualTo(detail);
    assertThat(letter.reason()).isEqualTo(reason);
  }

  /** More than the parser's limits of depth, digits and letters allow. */
  @Test
  void whatNoParserTakesIsADeadLetter() {
    ControlDecoder patient =
        ControlDecoder.of(JobConfiguration.parse(JOB, Map.of("admit.max-bytes", "1 mb"), Map.of()));
    for (String record :
        List.of(
            "[".repeat(1_001),
            "{\"op\":" + "1".repeat(1_001) + "}",
            "{\"" + "n".repeat(50_001) + "\":1}",
            "{\"op\":\"create\",\"collection\":\"a\",\"spec\":"
                + "{\"a\":".repeat(1_000)
                + "1"
                + "}".repeat(1_001))) {
      DeadLetter letter =
          ((Decoded.Rejected<Control>) patient.decode(raw(Optional.of(record)))).letter();
      assertThat(letter.reason()).isEqualTo(Reason.MALFORMED);
      assertThat(letter.detail()).isEqualTo("record: expected a JSON object, got something else");
    }
  }

  @Test
  void whateverTheBytesThereIsOneOutcome() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = mutated(SEEDS.get(random.nextInt(SEEDS.size())), random);
      String as = "seed %d, record %d: %s".formatted(seed, i, new String(bytes, ISO_8859_1));
      try {
        accepted +=
            decoder.decode(bytes(Optional.of(bytes))) instanceof Decoded.Accepted<Control> ? 1 : 0;
      } catch (RuntimeException e) {
        throw new AssertionError(as, e);
      }
    }
    assertThat(accepted).as("seed %d", seed).isBetween(1, 9_999);
  }

  /** With one to three bytes or pieces put in, taken away or changed. */
  private static byte[] mutated(String seed, Random random) {
    String text = seed;
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(4));
      String piece =
          random.nextBoolean()
              ? PIECES.get(random.nextInt(PIECES.size()))
              : Character.toString(random.nextInt(256));
      text = text.substring(0, at) + piece + text.substring(end);
    }
    return text.getBytes(ISO_8859_1);
  }

  @Test
  void aRecordWithoutValueOrTooLarge() {
    assertThat(rejected(" ".repeat(3_000)).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(
            ((Decoded.Rejected<Control>) decoder.decode(raw(Optional.empty()))).letter().reason())
        .isEqualTo(Reason.MALFORMED);
  }

  private Control accepted(String record) {
    return ((Decoded.Accepted<Control>) decoder.decode(raw(Optional.of(record)))).record();
  }

  private DeadLetter rejected(String record) {
    return ((Decoded.Rejected<Control>) decoder.decode(raw(Optional.of(record)))).letter();
  }

  private static RawRecord raw(Optional<String> record) {
    return bytes(record.map(text -> text.getBytes(UTF_8)));
  }

  private static RawRecord bytes(Optional<byte[]> record) {
    return new RawRecord(Optional.empty(), record, Map.of(), 1, new Origin.Kafka("c", 0, 0));
  }
}
