package org.flinkvectorindex.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.words;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.contrib.streaming.state.RocksDBKeyedStateBackend;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.flinkvectorindex.operators.admit.AdmittedQuery;
import org.flinkvectorindex.operators.batch.MutationBatch;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Order;
import org.flinkvectorindex.operators.gather.GatherAnswers;
import org.flinkvectorindex.operators.recall.CheckedAnswer;
import org.flinkvectorindex.operators.recall.MeasureRecall;
import org.flinkvectorindex.operators.recall.RecallSample;
import org.flinkvectorindex.operators.scatter.ShardQuery;
import org.flinkvectorindex.operators.shard.PartialAnswer;
import org.flinkvectorindex.operators.shard.ShardOperator;
import org.flinkvectorindex.operators.window.AggregateWindows;
import org.flinkvectorindex.operators.window.Feeds;
import org.flinkvectorindex.operators.window.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageStorageTest {
  private final Catalog catalog = words(2, Order.LOG);
  private final StateBackend configured =
      new StageStorage.Factory().createFromConfig(new Configuration(), getClass().getClassLoader());

  @Test
  void shardsAndWindowsAreInRocksDb() throws Exception {
    assertThat(
            backend(
                new ShardOperator(catalog, Optional.empty()), MutationBatch::key, ShardQuery::key))
        .isInstanceOf(RocksDBKeyedStateBackend.class);
    assertThat(backend(new AggregateWindows(Feeds.of(List.of())), Slice::feed, Slice::feed))
        .isInstanceOf(RocksDBKeyedStateBackend.class);
    assertThat(configured.useManagedMemory()).isTrue();
  }

  @Test
  void questionsOnTheirWayAreOnTheHeap() throws Exception {
    assertThat(
            backend(
                new KeyedCoProcessOperator<>(
                    new GatherAnswers(catalog, GatherAnswers.DEFAULT_TIMEOUT, Clock.systemUTC())),
                AdmittedQuery::key,
                PartialAnswer::asking))
        .isInstanceOf(HeapKeyedStateBackend.class);
    try (var recall = recall(configured)) {
      recall.open();
      assertThat(recall.getOperator().<KeyedStateBackend<?>>getKeyedStateBackend())
          .isInstanceOf(HeapKeyedStateBackend.class);
    }
  }

  @Test
  void bothMakeSavepointsOfBothKinds() {
    assertThat(SavepointFormatType.values()).allMatch(configured::supportsSavepointFormat);
    assertThat(configured.supportsNoClaimRestoreMode()).isTrue();
  }

  /** In a checkpoint or a native savepoint from before this was so. */
  @Test
  void whatRocksDbHadIsHandedOver() throws Exception {
    OperatorSubtaskState written;
    try (var recall = recall(new EmbeddedRocksDBStateBackend(true))) {
      recall.open();
      recall.processElement(new StreamRecord<>(checked("asked", 0)));
      recall.processElement(new StreamRecord<>(checked("forgotten", 0)));
      written = recall.snapshot(1, 1);
    }
    try (var recall = recall(configured)) {
      recall.initializeState(written);
      recall.open();
      recall.processElement(new StreamRecord<>(checked("asked", 1)));
      assertThat(recall.extractOutputValues())
          .extracting(RecallSample::recall)
          .containsExactly(1.0);
      assertThat(recall.numKeyedStateEntries()).isEqualTo(1);
      recall.setProcessingTime(600_000);
      assertThat(recall.numKeyedStateEntries()).isZero();
    }
  }

  /** Its files have more key groups than one who restores them needs, or come from several. */
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 1", "2, 3"})
  void whatRocksDbHadIsHandedOverToMoreOrFewer(int before, int after) throws Exception {
    List<OperatorSubtaskState> parts = new ArrayList<>();
    for (int subtask = 0; subtask < before; subtask++) {
      try (var recall = recall(new EmbeddedRocksDBStateBackend(true), before, subtask)) {
        recall.open();
        for (String asked : askedOf(before, subtask)) {
          recall.processElement(new StreamRecord<>(checked(asked, 0)));
        }
        parts.add(recall.snapshot(1, 1));
      }
    }
    OperatorSubtaskState written =
        AbstractStreamOperatorTestHarness.repackageState(
            parts.toArray(new OperatorSubtaskState[0]));
    for (int subtask = 0; subtask < after; subtask++) {
      try (var recall = recall(configured, after, subtask)) {
        recall.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                written, Samples.MAX_PARALLELISM, before, after, subtask));
        recall.open();
        List<String> asked = askedOf(after, subtask);
        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(recall.numKeyedStateEntries()).isEqualTo(asked.size());
        assertThat(recall.numProcessingTimeTimers()).isEqualTo(asked.size());
        List<String> whole = asked.subList(0, 5);
        for (String each : whole) {
          recall.processElement(new StreamRecord<>(checked(each, 1)));
        }
        assertThat(recall.extractOutputValues())
            .hasSize(whole.size())
            .allMatch(sample -> sample.recall() == 1);
        recall.setProcessingTime(600_000);
        assertThat(recall.numKeyedStateEntries()).isZero();
      }
    }
  }

  /** Of sixty, those whose key group that subtask has. */
  private static List<String> askedOf(int subtasks, int subtask) {
    return IntStream.range(0, 60)
        .mapToObj(i -> "asked" + i)
        .filter(
            key ->
                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        key, Samples.MAX_PARALLELISM, subtasks)
                    == subtask)
        .toList();
  }

  private static CheckedAnswer checked(String asking, int shard) {
    return new CheckedAnswer(
        asking, "words", shard, 2, 1, new float[] {shard}, new float[] {shard});
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, CheckedAnswer, RecallSample> recall(
      StateBackend backend) throws Exception {
    return recall(backend, 1, 0);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, CheckedAnswer, RecallSample> recall(
      StateBackend backend, int subtasks, int subtask) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, CheckedAnswer, RecallSample>(
            new KeyedProcessOperator<>(new MeasureRecall()),
            CheckedAnswer::asking,
            Types.STRING,
            Samples.MAX_PARALLELISM,
            subtasks,
            subtask);
    harness.setStateBackend(backend);
    return harness;
  }

  private <A, B, T> KeyedStateBackend<String> backend(
      TwoInputStreamOperator<A, B, T> operator, KeySelector<A, String> a, KeySelector<B, String> b)
      throws Exception {
    try (var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            operator, a, b, Types.STRING, Samples.MAX_PARALLELISM, 1, 0)) {
      harness.setStateBackend(configured);
      harness.open();
      return ((AbstractStreamOperator<T>) operator).getKeyedStateBackend();
    }
  }
}
