package org.flinkvectorindex.operators.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.flinkvectorindex.operators.Samples.accepted;
import static org.flinkvectorindex.operators.Samples.at;
import static org.flinkvectorindex.operators.Samples.collection;
import static org.flinkvectorindex.operators.Samples.nearest;
import static org.flinkvectorindex.operators.Samples.words;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithNonKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.SavepointBytes;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Directory;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;

/** Admission by the directory: what is in it, now and after a restore. */
class AdmitFollowingTest {
  private static final CollectionSpec BIRDS = collection("birds", 3, Order.TIME, Metric.L2);

  private final Catalog configured = words(4, Order.TIME);
  private final Directory created = Directory.EMPTY.create(BIRDS);

  @Test
  void changesOfACreatedCollectionTellWhatItIs() throws Exception {
    OperatorSubtaskState state;
    try (var admit = mutations()) {
      admit.open();
      put(admit, "birds");
      follow(admit, created);
      put(admit, "birds");
      put(admit, "words");
      assertThat(admit.extractOutputValues())
          .extracting(Operation::collection, each -> ((Operation.Row) each).created())
          .containsExactly(tuple("birds", Optional.of(BIRDS)), tuple("words", Optional.empty()));
      assertThat(dead(admit)).containsExactly("no collection birds");
      state = admit.snapshot(1, 1);
    }
    try (var admit = mutations()) {
      admit.initializeState(state);
      admit.open();
      put(admit, "birds");
      assertThat(admit.extractOutputValues()).hasSize(1);
      assertThat(dead(admit)).isEmpty();
    }
  }

  @Test
  void aDropIsPassedOnOnceAndWhatIsLateIsADeadLetter() throws Exception {
    Directory dropped = created.drop("birds", 3).drop("words", 4);
    OperatorSubtaskState state;
    try (var admit = mutations()) {
      admit.open();
      follow(admit, created);
      put(admit, "birds");
      follow(admit, dropped);
      follow(admit, dropped);
      put(admit, "birds");
      put(admit, "words");
      assertThat(admit.extractOutputValues())
          .hasSize(3)
          .endsWith(new Operation.Drop("birds", 3), new Operation.Drop("words", 4));
      assertThat(dead(admit)).containsExactly("no collection birds", "no collection words");
      state = admit.snapshot(1, 1);
    }
    try (var admit = mutations()) {
      admit.initializeState(state);
      admit.open();
      put(admit, "words");
      follow(admit, dropped.alias("w", "x"));
      assertThat(admit.extractOutputValues()).isEmpty();
      assertThat(dead(admit)).containsExactly("no collection words");
    }
  }

  /** Other control records count from nothing, and would be taken for older. */
  @Test
  void whatWasFollowedIsForgottenWhereThereIsNoControlAnyMore() throws Exception {
    OperatorSubtaskState state;
    try (var admit = mutations()) {
      admit.open();
      follow(admit, created.alias("a", "birds").unalias("a"));
      state = admit.snapshot(1, 1);
    }
    try (var admit =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new AdmitMutations(configured)))) {
      admit.setup(new RecordSerializer<>(OperationFormat.INSTANCE));
      admit.initializeState(state);
      admit.open();
      state = admit.snapshot(2, 2);
    }
    try (var admit = mutations()) {
      admit.initializeState(state);
      admit.open();
      put(admit, "birds");
      assertThat(dead(admit)).containsExactly("no collection birds");
      follow(admit, created);
      put(admit, "birds");
      assertThat(admit.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void aFlippedByteOfWhatWasFollowedIsRefused() throws Exception {
    SavepointBytes savepoint;
    try (var admit = queries()) {
      admit.open();
      follow(admit, created.alias("animals", "birds"));
      savepoint = SavepointBytes.of(admit.getOperator());
    }
    try (var admit = queries()) {
      int at = savepoint.at("animals".getBytes());
      assertThatThrownBy(() -> admit.initializeState(savepoint.flipped(at).state()))
          .hasStackTraceContaining("Directory was written with checksum ");
    }
  }

  /** What was followed would be forgotten. */
  @Test
  void aFlippedByteOfTheKeyItIsUnderIsRefused() throws Exception {
    SavepointBytes savepoint;
    try (var admit = queries()) {
      admit.open();
      follow(admit, created.alias("animals", "birds"));
      savepoint = SavepointBytes.of(admit.getOperator());
    }
    int key = savepoint.at(new byte[] {0, 0, 0, 0, 127, 0, 0}); // And its frame.
    try (var admit = queries()) {
      admit.initializeState(savepoint.flipped(key + 3).state());
      admit.open();
      assertThatThrownBy(() -> follow(admit, created))
          .hasMessage("state directory has key 1, allowed: 0");
    }
  }

  @Test
  void anAliasIsForQueries() throws Exception {
    try (var admit = mutations()) {
      admit.open();
      follow(admit, created.alias("animals", "birds"));
      put(admit, "animals");
      assertThat(dead(admit))
          .containsExactly("no collection animals but an alias of birds, which is for queries");
    }
    try (var admit = queries()) {
      admit.open();
      follow(admit, created.alias("animals", "birds"));
      ask(admit, "animals");
      follow(admit, created.alias("animals", "birds").alias("animals", "words"));
      ask(admit, "animals");
      ask(admit, "birds");
      assertThat(admit.extractOutputValues())
          .extracting(
              each -> each.query().collection(),
              AdmittedQuery::collection,
              AdmittedQuery::created,
              AdmittedQuery::shards,
              AdmittedQuery::trial)
          .containsExactly(
              tuple("animals", "birds", Optional.of(BIRDS), 3, false),
              tuple("animals", "words", Optional.empty(), 4, false),
              tuple("birds", "birds", Optional.of(BIRDS), 3, true));
    }
  }

  /** Checking answers costs: so many a second. */
  @Test
  void trialsAreBounded() throws Exception {
    try (var admit = queries()) {
      admit.open();
      follow(admit, created);
      for (int i = 0; i < 3 * Trials.MOST_A_SECOND; i++) {
        ask(admit, "birds");
      }
      assertThat(admit.extractOutputValues().stream().filter(AdmittedQuery::trial))
          .hasSize(Trials.MOST_A_SECOND);
    }
  }

  private TwoInputStreamOperatorTestHarness<Decoded<Mutation>, Directory, Operation> mutations()
      throws Exception {
    var admit =
        new TwoInputStreamOperatorTestHarness<>(
            new CoBroadcastWithNonKeyedOperator<>(
                new AdmitFollowingMutations(configured),
                List.of(AdmitFollowingMutations.DIRECTORY)));
    admit.setup(new RecordSerializer<>(OperationFormat.INSTANCE));
    return admit;
  }

  private TwoInputStreamOperatorTestHarness<Decoded<Query>, Directory, AdmittedQuery> queries()
      throws Exception {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(7), ZoneOffset.UTC);
    var admit =
        new TwoInputStreamOperatorTestHarness<>(
            new CoBroadcastWithNonKeyedOperator<>(
                new AdmitFollowingQueries(configured, clock),
                List.of(AdmitFollowingMutations.DIRECTORY)));
    admit.setup(new RecordSerializer<>(AdmittedQueryFormat.INSTANCE));
    return admit;
  }

  private static void follow(
      TwoInputStreamOperatorTestHarness<?, Directory, ?> admit, Directory directory)
      throws Exception {
    admit.processElement2(new StreamRecord<>(directory));
  }

  private static void put(
      TwoInputStreamOperatorTestHarness<Decoded<Mutation>, Directory, Operation> admit,
      String collection)
      throws Exception {
    Mutation mutation =
        new Mutation.Upsert(
            collection,
            "id",
            new float[] {1, 2, 3, 4},
            Optional.empty(),
            5,
            OptionalLong.empty(),
            Optional.empty(),
            at(1));
    admit.processElement1(new StreamRecord<>(accepted(mutation, at(1))));
  }

  private static void ask(
      TwoInputStreamOperatorTestHarness<Decoded<Query>, Directory, AdmittedQuery> admit,
      String collection)
      throws Exception {
    Query any = nearest(1, 10, 1, 2, 3, 4);
    Query query =
        new Query(
            any.queryId(),
            collection,
            any.target(),
            any.k(),
            any.ef(),
            any.include(),
            any.timeout(),
            any.ts(),
            any.origin());
    admit.processElement1(new StreamRecord<>(accepted(query, any.origin())));
  }

  private static List<String> dead(TwoInputStreamOperatorTestHarness<?, ?, ?> admit) {
    var letters = admit.getSideOutput(AdmitMutations.DEAD_LETTERS);
    return letters == null
        ? List.of()
        : letters.stream().map(StreamRecord::getValue).map(DeadLetter::detail).toList();
  }
}
