package org.flinkvectorindex.operators.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.operators.Samples.MAX_PARALLELISM;
import static org.flinkvectorindex.operators.Samples.byIds;
import static org.flinkvectorindex.operators.Samples.nearest;
import static org.flinkvectorindex.operators.Samples.query;
import static org.flinkvectorindex.operators.Samples.words;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Code;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.connectors.serde.ResultFormat;
import org.flinkvectorindex.operators.SavepointBytes;
import org.flinkvectorindex.operators.StageStorage;
import org.flinkvectorindex.operators.admit.AdmittedQuery;
import org.flinkvectorindex.operators.collection.Order;
import org.flinkvectorindex.operators.shard.PartialAnswer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatherAnswersTest {
  private static final long ARRIVED = 1_000_000;

  private KeyedTwoInputStreamOperatorTestHarness<String, AdmittedQuery, PartialAnswer, Result>
      gather;

  @BeforeEach
  void open() throws Exception {
    gather = harness(new StageStorage(), 1, 0);
    gather.setProcessingTime(ARRIVED);
    gather.open();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, AdmittedQuery, PartialAnswer, Result>
      harness(StateBackend backend, int subtasks, int subtask) throws Exception {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(ARRIVED + 2), ZoneOffset.UTC);
    var harness =
        new KeyedTwoInputStreamOperatorTestHarness<String, AdmittedQuery, PartialAnswer, Result>(
            new KeyedCoProcessOperator<>(
                new GatherAnswers(words(2, Order.LOG), GatherAnswers.DEFAULT_TIMEOUT, clock)),
            AdmittedQuery::key,
            PartialAnswer::asking,
            Types.STRING,
            MAX_PARALLELISM,
            subtasks,
            subtask);
    harness.setStateBackend(backend);
    harness.setup(new RecordSerializer<>(ResultFormat.INSTANCE));
    return harness;
  }

  @AfterEach
  void close() throws Exception {
    gather.close();
  }

  @Test
  void answersWhenAllShardsHave() throws Exception {
    ask(nearest(3, 2, 1, 0, 0, 0));
    partial(0, 70, hit("far", 9), hit("farther", 10));
    assertThat(results()).isEmpty();
    partial(1, 50, hit("near", 1));
    Result.Answer answer = answer();
    assertThat(answer.hits()).extracting(Hit::id).containsExactly("near", "far");
    assertThat(answer.complete()).isTrue();
    assertThat(answer.shards()).isEqualTo(2);
    assertThat(answer.answered()).isEqualTo(2);
    assertThat(answer.plan()).isEqualTo("hnsw");
    assertThat(answer.watermark()).hasValue(50);
    assertThat(answer.tookMicros()).isEqualTo(2000);
    assertThat(answer.order()).isEqualTo(new OrderKey(5003, "queries", 0, 3, 0));
    assertThat(kept()).isZero();
    assertThat(gather.numProcessingTimeTimers()).isZero();
  }

  @Test
  void aShardMayBeFasterThanTheQuery() throws Exception {
    partial(0, 70, hit("far", 9));
    partial(1, 70, hit("near", 1));
    assertThat(results()).isEmpty();
    ask(nearest(3, 2, 1, 0, 0, 0));
    assertThat(answer().hits()).extracting(Hit::id).containsExactly("near", "far");
  }

  /** Or its answer would be the cache's until the others' clocks are there. */
  @Test
  void aClockThatIsAheadCountsUntilTheQuestionCame() throws Exception {
    partial(0, 70, hit("far", 9));
    partial(1, 70, hit("near", 1));
    long before = 5000;
    gather.processElement1(
        new StreamRecord<>(
            new AdmittedQuery("asking", nearest(3, 2, 1, 0, 0, 0), 2, before * 1000 + 999)));
    assertThat(answer().order()).isEqualTo(new OrderKey(before, "queries", 0, 3, 0));
  }

  /** On its way in a checkpoint that a job is started from which has the collection no more. */
  @Test
  void aQueryOfACollectionThatIsNotThereIsAnsweredSo() throws Exception {
    partial(0, 70);
    gather.processElement1(
        new StreamRecord<>(
            new AdmittedQuery(
                "asking",
                nearest(3, 2, 1, 0, 0, 0),
                2,
                ARRIVED * 1000,
                "birds",
                Optional.empty(),
                false)));
    partial(1, 70);
    assertThat(results())
        .containsExactly(new Result.Failed("q3", Code.UNKNOWN_COLLECTION, "no collection birds"));
    assertThat(kept()).isZero();
    gather.setProcessingTime(ARRIVED + 120_000);
    assertThat(results()).hasSize(1);
  }

  @Test
  void tiesAreBrokenByTheBytesOfIds() throws Exception {
    ask(nearest(3, 3, 1, 0, 0, 0));
    partial(0, 70, hit("\uD83D\uDE00", 1));
    partial(1, 70, hit("a", 1), hit("\uFF5E", 1));
    assertThat(answer().hits()).extracting(Hit::id).containsExactly("a", "\uFF5E", "\uD83D\uDE00");
  }

  @Test
  void aFlippedByteOfWhatWaitsInACanonicalSavepointIsRefused() throws Exception {
    ask(nearest(3, 2, 1, 0, 0, 0));
    partial(0, 70, hit("far", 9));
    var savepoint = SavepointBytes.of(gather.getOperator());
    restored(savepoint).close();
    assertRefused(savepoint.flipped(savepoint.at("q3".getBytes())), "Gathering");
    assertRefused(savepoint.flipped(savepoint.at("far".getBytes())), "PartialAnswer");
  }

  private static void assertRefused(SavepointBytes savepoint, String type) {
    assertThatThrownBy(() -> restored(savepoint))
        .hasStackTraceContaining(type + " was written with checksum ");
  }

  private static AutoCloseable restored(SavepointBytes savepoint) throws Exception {
    var harness = harness(new StageStorage(), 1, 0);
    harness.initializeState(savepoint.state());
    harness.open();
    return harness;
  }

  @Test
  void aLateShardIsNotWaitedForTwice() throws Exception {
    ask(nearest(3, 2, 1, 0, 0, 0));
    partial(0, 70, hit("far", 9));
    gather.setProcessingTime(ARRIVED + 999);
    assertThat(results()).isEmpty();
    gather.setProcessingTime(ARRIVED + 1000);
    assertThat(answer().complete()).isFalse();
    assertThat(answer().answered()).isEqualTo(1);
    partial(1, 70, hit("near", 1));
    assertThat(results()).hasSize(1);
    assertThat(kept()).isZero();
  }

  @Test
  void whatIsKeptForALateShardGoesAfterAMinute() throws Exception {
    ask(nearest(3, 2, 1, 0, 0, 0));
    gather.setProcessingTime(ARRIVED + 1000);
    assertThat(answer().answered()).isZero();
    assertThat(answer().watermark()).isEmpty();
    assertThat(kept()).isEqualTo(1);
    gather.setProcessingTime(ARRIVED + 61_000);
    assertThat(kept()).isZero();
    partial(1, 70, hit("near", 1));
    gather.setProcessingTime(ARRIVED + 200_000);
    assertThat(kept()).isZero();
    assertThat(results()).hasSize(1);
  }

  @Test
  void theQuerySaysHowLongItWaits() throws Exception {
    Query.Target target = new Query.Target.Nearest(new float[4]);
    ask(query(3, 2, target, Set.of(), Optional.of(Duration.ofMillis(20))));
    gather.setProcessingTime(ARRIVED + 20);
    assertThat(answer().complete()).isFalse();
  }

  @Test
  void oneThatWaitsIsAnsweredAfterARestore() throws Exception {
    ask(nearest(3, 2, 1, 0, 0, 0));
    partial(0, 70, hit("far", 9));
    restoreAt(ARRIVED + 500);
    partial(1, 70, hit("near", 1));
    assertThat(answer().complete()).isTrue();
    assertThat(answer().hits()).hasSize(2);
  }

  @Test
  void oneWhoseTimeWasUpMeanwhileIsAnsweredAtOnce() throws Exception {
    ask(nearest(3, 2, 1, 0, 0, 0));
    partial(0, 70, hit("far", 9));
    restoreAt(ARRIVED + 600_000);
    gather.setProcessingTime(ARRIVED + 600_000);
    assertThat(answer().complete()).isFalse();
    assertThat(answer().hits()).hasSize(1);
  }

  /** As RocksDB kept them before: checkpoints and native savepoints are its files. */
  @Test
  void thoseThatWaitedInRocksDbAreAnswered() throws Exception {
    gather.close();
    gather = harness(new EmbeddedRocksDBStateBackend(true), 1, 0);
    gather.setProcessingTime(ARRIVED);
    gather.open();
    ask("whole", nearest(3, 2, 1, 0, 0, 0));
    partial("whole", 0, 70, hit("far", 9));
    ask("late", nearest(4, 2, 1, 0, 0, 0));
    partial("late", 1, 70, hit("near", 1));
    restoreAt(ARRIVED + 500);
    partial("whole", 1, 70, hit("near", 1));
    assertThat(answer().hits()).extracting(Hit::id).containsExactly("near", "far");
    restoreAt(ARRIVED + 999); // Once more, by now from the heap's own.
    assertThat(results()).isEmpty();
    gather.setProcessingTime(ARRIVED + 1000);
    assertThat(answer().queryId()).isEqualTo("q4");
    assertThat(answer().complete()).isFalse();
    assertThat(answer().hits()).extracting(Hit::id).containsExactly("near");
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void theyMoveWithTheirKeyGroups() throws Exception {
    for (int i = 0; i < 20; i++) {
      ask("asking" + i, nearest(i, 2, 1, 0, 0, 0));
      partial("asking" + i, 0, 70, hit("far", 9));
    }
    OperatorSubtaskState state = gather.snapshot(1, 1);
    int answered = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      gather.close();
      gather = harness(new StageStorage(), 2, subtask);
      gather.setProcessingTime(ARRIVED + 500);
      gather.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              state, MAX_PARALLELISM, 1, 2, subtask));
      gather.open();
      for (int i = 0; i < 20; i++) {
        int group = KeyGroupRangeAssignment.assignToKeyGroup("asking" + i, MAX_PARALLELISM);
        if (group * 2 / MAX_PARALLELISM == subtask) {
          partial("asking" + i, 1, 70, hit("near", 1));
        }
      }
      assertThat(results())
          .isNotEmpty()
          .allMatch(result -> result instanceof Result.Answer answer && answer.complete());
      assertThat(kept()).isZero();
      answered += results().size();
    }
    assertThat(answered).isEqualTo(20);
  }

  private void restoreAt(long time) throws Exception {
    OperatorSubtaskState state = gather.snapshot(1, 1);
    gather.close();
    gather = harness(new StageStorage(), 1, 0);
    gather.setProcessingTime(time - 1);
    gather.initializeState(state);
    gather.open();
  }

  @Test
  void aRetryIsAQueryOfItsOwn() throws Exception {
    ask(nearest(3, 2, 1, 0, 0, 0));
    gather.processElement1(
        new StreamRecord<>(
            new AdmittedQuery("other", nearest(3, 2, 1, 0, 0, 0), 2, ARRIVED * 1000)));
    partial(0, 70, hit("far", 9));
    partial(1, 70, hit("near", 1));
    assertThat(results()).hasSize(1);
  }

  @Test
  void allIdsFoundAreAnswered() throws Exception {
    ask(byIds(3, "a", "b", "c"));
    partial(0, 70, hit("b", 0));
    partial(1, 70, hit("a", 0));
    assertThat(answer().hits()).extracting(Hit::id).containsExactly("a", "b");
    assertThat(answer().plan()).isEqualTo("ids");
  }

  @Test
  void idsOfWhichNoneIsThereAreNotFound() throws Exception {
    ask(byIds(3, "a", "b"));
    partial(0, 70);
    partial(1, 70);
    assertThat(results())
        .containsExactly(new Result.Failed("q3", Code.NOT_FOUND, "none of the ids is in words"));
    assertThat(gather.getSideOutput(GatherAnswers.NOTHING_FOUND))
        .extracting(StreamRecord::getValue)
        .singleElement()
        .isInstanceOfSatisfying(
            Result.Answer.class,
            answer -> {
              assertThat(answer.hits()).isEmpty();
              assertThat(answer.complete()).isTrue();
              assertThat(answer.queryHash()).isEqualTo(QuestionHash.of(byIds(3, "a", "b")));
              assertThat(answer.order()).isEqualTo(new OrderKey(5003, "queries", 0, 3, 0));
            });
  }

  @Test
  void equalQuestionsHaveOneName() {
    String name = QuestionHash.of(nearest(3, 2, 1, 0, 0, 0));
    assertThat(name)
        .isEqualTo("20b8380956ddbf68be20a5a88136ce63")
        .isEqualTo(QuestionHash.of(nearest(4, 2, 1, 0, 0, 0)));
    assertThat(QuestionHash.of(nearest(3, 3, 1, 0, 0, 0))).isNotEqualTo(name);
    assertThat(QuestionHash.of(nearest(3, 2, 1, 0, 0, 1))).isNotEqualTo(name);
    assertThat(QuestionHash.of(byIds(3, "a"))).isNotEqualTo(QuestionHash.of(byIds(3, "b")));
  }

  private void ask(Query query) throws Exception {
    ask("asking", query);
  }

  private void ask(String key, Query query) throws Exception {
    gather.processElement1(new StreamRecord<>(new AdmittedQuery(key, query, 2, ARRIVED * 1000)));
  }

  private void partial(int shard, long watermark, Hit... hits) throws Exception {
    partial("asking", shard, watermark, hits);
  }

  private void partial(String key, int shard, long watermark, Hit... hits) throws Exception {
    gather.processElement2(
        new StreamRecord<>(
            new PartialAnswer(key, shard, OptionalLong.of(watermark), Arrays.asList(hits))));
  }

  private static Hit hit(String id, float distance) {
    return new Hit(id, distance, Optional.empty(), Optional.empty());
  }

  /** Queries that something is kept of. */
  private long kept() {
    try (Stream<String> open = keys(GatherAnswers.GATHERING.getName());
        Stream<String> partials = keys(GatherAnswers.PARTIALS.getName())) {
      return Stream.concat(open, partials).distinct().count();
    }
  }

  private Stream<String> keys(String state) {
    KeyedStateBackend<String> backend = gather.getOperator().getKeyedStateBackend();
    return backend.getKeys(state, VoidNamespace.INSTANCE);
  }

  private List<Result> results() {
    return gather.extractOutputValues();
  }

  private Result.Answer answer() {
    assertThat(results()).hasSize(1);
    return (Result.Answer) results().get(0);
  }
}
