package org.flinkvectorindex.jobs.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
          {"op":"create","collection":"a","spec":{"dimension":9,"windows":[]}} | BAD_CONTROL | spec.windows: unknown key; allowed: dimension, metric, shards, order, index, quantizer, tombstone, retention
          {"op":"create","collection":"a","spec":{"dimension":9,"metric":"${file:/etc/passwd}"}} | BAD_CONTROL | spec: references are not resolved; allowed: values
          """)
  void whatIsWrongIsNamed(String record, Reason reason, String detail) {
    DeadLetter letter = rejected(record);
    assertThat(letter.detail()).isEqualTo(detail);
    assertThat(letter.reason()).isEqualTo(reason);
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
    return new RawRecord(
        Optional.empty(),
        record.map(text -> text.getBytes(UTF_8)),
        Map.of(),
        1,
        new Origin.Kafka("c", 0, 0));
  }
}
