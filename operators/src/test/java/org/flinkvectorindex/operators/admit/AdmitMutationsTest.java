package org.flinkvectorindex.operators.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.accepted;
import static org.flinkvectorindex.operators.Samples.at;
import static org.flinkvectorindex.operators.Samples.catalog;
import static org.flinkvectorindex.operators.Samples.collection;
import static org.flinkvectorindex.operators.Samples.raw;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmitMutationsTest {
  private OneInputStreamOperatorTestHarness<Decoded<Mutation>, Operation> admit;

  @BeforeEach
  void open() throws Exception {
    admit =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(
                new AdmitMutations(
                    catalog(
                        collection("words", 2, Order.LOG, Metric.L2),
                        collection("times", 2, Order.TIME, Metric.COSINE),
                        collection("rows", 2, Order.VERSION, Metric.IP)))));
    admit.setup(new RecordSerializer<>(OperationFormat.INSTANCE));
    admit.open();
  }

  @AfterEach
  void close() throws Exception {
    admit.close();
  }

  @Test
  void ordersByPosition() throws Exception {
    add(upsert("words", 77, OptionalLong.of(3), 1, 2, 3, 4));
    assertThat(admitted()).extracting(Operation.Row::order).containsExactly(key(42));
  }

  @Test
  void ordersByTime() throws Exception {
    add(upsert("times", 77, OptionalLong.of(3), 1, 2, 3, 4));
    add(new Mutation.Delete("times", "king", 78, OptionalLong.empty(), at(42)));
    assertThat(admitted()).extracting(Operation.Row::order).containsExactly(key(77), key(78));
  }

  @Test
  void ordersByVersion() throws Exception {
    add(upsert("rows", 77, OptionalLong.of(3), 1, 2, 3, 4));
    assertThat(admitted()).extracting(Operation.Row::order).containsExactly(key(3));
  }

  @Test
  void keepsTheExpiry() throws Exception {
    add(
        new Mutation.Upsert(
            "words",
            "king",
            new float[4],
            Optional.empty(),
            100,
            OptionalLong.empty(),
            Optional.of(Duration.ofMillis(11)),
            at(1)));
    assertThat(((Operation.Put) admitted().get(0)).expiry()).hasValue(111);
  }

  @Test
  void aCollectionThatIsNotThere() throws Exception {
    add(upsert("birds", 77, OptionalLong.empty(), 1, 2, 3, 4));
    assertRejected(Reason.UNKNOWN_COLLECTION, "no collection birds");
  }

  @Test
  void aVectorOfAnotherDimension() throws Exception {
    add(upsert("words", 77, OptionalLong.empty(), 1, 2, 3));
    assertRejected(Reason.DIMENSION_MISMATCH, "expected 4, got 3");
  }

  @Test
  void aVersionThatIsMissing() throws Exception {
    add(upsert("rows", 77, OptionalLong.empty(), 1, 2, 3, 4));
    assertRejected(Reason.MISSING_FIELD, "version is missing: rows is ordered by it");
  }

  @Test
  void aDeleteWithoutVersion() throws Exception {
    add(new Mutation.Delete("rows", "king", 77, OptionalLong.empty(), at(42)));
    assertRejected(Reason.MISSING_FIELD, "version is missing: rows is ordered by it");
  }

  @Test
  void aVectorWithoutDirectionUnderCosineOnly() throws Exception {
    add(upsert("times", 77, OptionalLong.empty(), 0, 0, 0, 0));
    assertRejected(Reason.ZERO_NORM, "length 0.0 has no direction under cosine");
    add(upsert("words", 77, OptionalLong.empty(), 0, 0, 0, 0));
    assertThat(admitted()).hasSize(1);
  }

  @Test
  void aVectorWhoseDirectionAFloatCannotTell() throws Exception {
    add(upsert("times", 77, OptionalLong.empty(), 1e-30f, 0, 0, 0));
    assertThat(deadLetters()).extracting(DeadLetter::reason).containsExactly(Reason.ZERO_NORM);
  }

  @Test
  void aVectorTooLongToSquare() throws Exception {
    add(upsert("times", 77, OptionalLong.empty(), 1e30f, 0, 0, 0));
    assertThat(deadLetters()).extracting(DeadLetter::reason).containsExactly(Reason.NOT_FINITE);
  }

  /** As a producer makes that writes the bytes of ordinary floats in the other order. */
  @ParameterizedTest
  @ValueSource(strings = {"words", "rows"})
  void aVectorThatHasNoFiniteDistance(String collection) throws Exception {
    add(upsert(collection, 77, OptionalLong.of(1), 1, 1e30f, -1e30f, 1));
    assertRejected(
        Reason.NOT_FINITE,
        "length 1.414213583653426E30 leaves no finite distance; allowed: 0 to"
            + " 6.5219087182983557E18");
    add(upsert(collection, 77, OptionalLong.of(1), 1, 4.6e18f, -4.6e18f, 1));
    assertThat(admitted()).hasSize(1);
  }

  @Test
  void whatTheDecoderRejectedIsPassedOn() throws Exception {
    DeadLetter letter = DeadLetter.of(Reason.MALFORMED, "no object", raw(at(1)));
    admit.processElement(new StreamRecord<>(new Decoded.Rejected<>(letter)));
    assertThat(deadLetters()).containsExactly(letter);
  }

  private static OrderKey key(long value) {
    return new OrderKey(value, "vectors", 0, 42, 0);
  }

  private static Mutation upsert(String collection, long ts, OptionalLong version, float... v) {
    return new Mutation.Upsert(
        collection, "king", v, Optional.empty(), ts, version, Optional.empty(), at(42));
  }

  private void add(Mutation mutation) throws Exception {
    Origin origin = mutation.origin();
    admit.processElement(new StreamRecord<>(accepted(mutation, origin)));
  }

  private List<Operation.Row> admitted() {
    return admit.extractOutputValues().stream().map(each -> (Operation.Row) each).toList();
  }

  private List<DeadLetter> deadLetters() {
    var letters = admit.getSideOutput(AdmitMutations.DEAD_LETTERS);
    return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
  }

  private void assertRejected(Reason reason, String detail) {
    assertThat(admitted()).isEmpty();
    DeadLetter letter = deadLetters().get(0);
    assertThat(letter.reason()).isEqualTo(reason);
    assertThat(letter.detail()).isEqualTo(detail);
    assertThat(letter.origin()).isEqualTo(at(42));
    assertThat(letter.raw()).asString().isEqualTo("{}");
  }
}
