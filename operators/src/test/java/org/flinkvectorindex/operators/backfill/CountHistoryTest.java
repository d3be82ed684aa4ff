package org.flinkvectorindex.operators.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class CountHistoryTest {

  @Test
  void goesOnFromTheCheckpointAtAnotherParallelism() throws Exception {
    OperatorSubtaskState state;
    try (Subtask first = new Subtask(2, 0);
        Subtask second = new Subtask(2, 1)) {
      first.open();
      second.open();
      first.read(5);
      second.read(7);
      state =
          AbstractStreamOperatorTestHarness.repackageState(
              first.harness.snapshot(1, 1), second.harness.snapshot(1, 1));
      first.read(100);
      assertThat(first.count.read()).isEqualTo(105);
    }
    try (Subtask one = new Subtask(1, 0)) {
      one.harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 128, 2, 1, 0));
      one.open();
      one.read(3);
      assertThat(one.count.read()).isEqualTo(5 + 7 + 3);
    }
  }

  private static final class Subtask implements AutoCloseable {
    private final CountHistory<Long> count = new CountHistory<>(1_000);
    private final OneInputStreamOperatorTestHarness<Long, Long> harness;

    Subtask(int parallelism, int index) throws Exception {
      harness =
          new OneInputStreamOperatorTestHarness<>(new StreamMap<>(count), 128, parallelism, index);
      harness.setup();
    }

    void open() throws Exception {
      harness.open();
    }

    /** All of it goes on. */
    void read(long records) throws Exception {
      int before = harness.getOutput().size();
      for (long i = 0; i < records; i++) {
        harness.processElement(i, i);
      }
      assertThat(harness.getOutput().size() - before).isEqualTo(records);
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }
}
