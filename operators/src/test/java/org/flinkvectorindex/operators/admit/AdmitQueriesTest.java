package org.flinkvectorindex.operators.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.flinkvectorindex.operators.Samples.accepted;
import static org.flinkvectorindex.operators.Samples.byIds;
import static org.flinkvectorindex.operators.Samples.catalog;
import static org.flinkvectorindex.operators.Samples.collection;
import static org.flinkvectorindex.operators.Samples.nearest;
import static org.flinkvectorindex.operators.Samples.raw;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Code;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdmitQueriesTest {
  private OneInputStreamOperatorTestHarness<Decoded<Query>, AdmittedQuery> admit;

  @BeforeEach
  void open() throws Exception {
    open(catalog(collection("words", 8, Order.LOG, Metric.COSINE)));
  }

  private void open(Catalog catalog) throws Exception {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(7), ZoneOffset.UTC);
    admit =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new AdmitQueries(catalog, clock)));
    admit.setup(new RecordSerializer<>(AdmittedQueryFormat.INSTANCE));
    admit.open();
  }

  @AfterEach
  void close() throws Exception {
    admit.close();
  }

  @Test
  void neighboursAreAskedOfEveryShard() throws Exception {
    Query query = nearest(3, 10, 1, 0, 0, 0);
    add(query);
    assertThat(admit.extractOutputValues())
        .containsExactly(new AdmittedQuery("kafka/queries/0/3", query, 8, 7_000_000));
  }

  @Test
  void idsAreAskedOfTheirShards() throws Exception {
    add(byIds(3, "king", "king", "king"));
    assertThat(admit.extractOutputValues().get(0).shards()).isEqualTo(1);
  }

  @Test
  void aCollectionThatIsNotThere() throws Exception {
    admit.close();
    open(catalog(collection("birds", 8, Order.LOG, Metric.COSINE)));
    add(nearest(3, 10, 1, 0, 0, 0));
    assertRefused(Code.UNKNOWN_COLLECTION, Reason.UNKNOWN_COLLECTION, "no collection words");
  }

  @Test
  void aVectorOfAnotherDimension() throws Exception {
    add(nearest(3, 10, 1, 0, 0));
    assertRefused(Code.DIMENSION_MISMATCH, Reason.DIMENSION_MISMATCH, "expected 4, got 3");
  }

  @Test
  void aVectorWithoutDirectionUnderCosine() throws Exception {
    add(nearest(3, 10, 0, 0, 0, 0));
    assertRefused(Code.BAD_QUERY, Reason.BAD_QUERY, "length 0.0 has no direction under cosine");
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"L2", "IP"})
  void aVectorThatHasNoFiniteDistance(Metric metric) throws Exception {
    admit.close();
    open(catalog(collection("words", 8, Order.LOG, metric)));
    add(nearest(3, 10, 0, 1e30f, 0, 0));
    assertThat(side(AdmitQueries.REFUSALS))
        .extracting(each -> ((Result.Failed) each).code())
        .containsExactly(Code.BAD_QUERY);
    assertThat(admit.extractOutputValues()).isEmpty();
  }

  @Test
  void whatTheDecoderRefusedIsAnsweredAndPassedOn() throws Exception {
    DeadLetter letter = DeadLetter.of(Reason.BAD_QUERY, "k", raw(nearest(3, 1).origin()));
    Result.Failed answer = new Result.Failed("q3", Code.UNSUPPORTED, "filter");
    admit.processElement(new StreamRecord<>(new Decoded.Refused<>(answer, letter)));
    assertThat(side(AdmitQueries.DEAD_LETTERS)).containsExactly(letter);
    assertThat(side(AdmitQueries.REFUSALS)).containsExactly(answer);
  }

  private void add(Query query) throws Exception {
    admit.processElement(new StreamRecord<>(accepted(query, query.origin())));
  }

  private <T> List<T> side(OutputTag<T> tag) {
    var side = admit.getSideOutput(tag);
    return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
  }

  private void assertRefused(Code code, Reason reason, String detail) {
    assertThat(admit.extractOutputValues()).isEmpty();
    assertThat(side(AdmitQueries.REFUSALS)).containsExactly(new Result.Failed("q3", code, detail));
    assertThat(side(AdmitQueries.DEAD_LETTERS))
        .extracting(DeadLetter::reason, DeadLetter::detail)
        .containsExactly(tuple(reason, detail));
  }
}
