package org.flinkvectorindex.operators.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.flinkvectorindex.operators.SavepointBytes;
import org.flinkvectorindex.operators.StageStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeasureRecallTest {
  private static final long BEGAN = Duration.ofMinutes(1_234).toMillis() + 567;
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private KeyedOneInputStreamOperatorTestHarness<String, CheckedAnswer, RecallSample> recall;

  @BeforeEach
  void open() throws Exception {
    recall = harness(new MeasureRecall());
    recall.setProcessingTime(BEGAN);
    recall.open();
  }

  @AfterEach
  void close() throws Exception {
    recall.close();
  }

  @Test
  void nothingStaysOfASampleThatIsWhole() throws Exception {
    say("asked", 0);
    say("asked", 1);
    assertThat(recall.numKeyedStateEntries()).isEqualTo(1);
    assertThat(recall.numProcessingTimeTimers()).isEqualTo(1);
    say("asked", 2);
    assertThat(recall.extractOutputValues()).containsExactly(new RecallSample("words", 1, BEGAN));
    assertThat(recall.numKeyedStateEntries()).isZero();
    assertThat(recall.numProcessingTimeTimers()).isZero();
  }

  /** However the minutes lie that it takes. */
  @Test
  void norOfOneThatTakesMinutes() throws Exception {
    long now = BEGAN;
    for (int sample = 0; sample < 25; sample++) {
      say("asked" + sample, 0);
      now += (sample % 5) * MINUTE;
      recall.setProcessingTime(now);
      say("asked" + sample, 1);
      say("asked" + sample, 2);
      assertThat(recall.numProcessingTimeTimers()).isZero();
    }
    assertThat(recall.extractOutputValues()).hasSize(25);
  }

  @Test
  void oneThatMissesAShardIsForgotten() throws Exception {
    say("asked", 0);
    say("asked", 2);
    recall.setProcessingTime(BEGAN + 5 * MINUTE - 1);
    assertThat(recall.numKeyedStateEntries()).isEqualTo(1);
    recall.setProcessingTime(BEGAN + 10 * MINUTE);
    assertThat(recall.numKeyedStateEntries()).isZero();
    assertThat(recall.numProcessingTimeTimers()).isZero();
    assertThat(recall.extractOutputValues()).isEmpty();
  }

  /** In savepoints of releases that left them: ten minutes after the sample began. */
  @Test
  void timersOfBeforeHarmNobody() throws Exception {
    recall.close();
    recall = harness(new AsBefore());
    recall.setProcessingTime(BEGAN);
    recall.open();
    say("whole", 0);
    say("waits", 0);
    say("missed", 0);
    OperatorSubtaskState written = recall.snapshot(1, 1);
    recall.close();

    recall = harness(new MeasureRecall());
    recall.setProcessingTime(BEGAN + MINUTE);
    recall.initializeState(written);
    recall.open();
    assertThat(recall.numProcessingTimeTimers()).isEqualTo(3);
    say("waits", 1);
    say("waits", 2);
    assertThat(recall.extractOutputValues()).hasSize(1);
    recall.setProcessingTime(BEGAN + 10 * MINUTE - 1);
    say("new", 0);
    recall.setProcessingTime(BEGAN + 10 * MINUTE);
    assertThat(recall.numKeyedStateEntries()).isEqualTo(1);
    say("new", 1);
    say("new", 2);
    assertThat(recall.extractOutputValues()).hasSize(2);
    assertThat(recall.numKeyedStateEntries()).isZero();
    assertThat(recall.numProcessingTimeTimers()).isZero();
  }

  @Test
  void aFlippedByteOfWhatWaitsInACanonicalSavepointIsRefused() throws Exception {
    say("asked", 0);
    var savepoint = SavepointBytes.of(recall.getOperator());
    int at =
        savepoint.at(
            CheckedAnswerFormat.INSTANCE,
            new CheckedAnswer("asked", "words", 0, 3, 1, new float[] {0}, new float[] {0}));
    for (int in : new int[] {0, 12, 25, 33, 40}) {
      var damaged = harness(new MeasureRecall());
      assertThatThrownBy(() -> damaged.initializeState(savepoint.flipped(at + in).state()))
          .hasStackTraceContaining("CheckedAnswer was written with checksum ");
    }
  }

  /** What it left, whether the sample was whole or not. */
  private static final class AsBefore
      extends KeyedProcessFunction<String, CheckedAnswer, RecallSample> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(CheckedAnswer part, Context context, Collector<RecallSample> out)
        throws Exception {
      if (!part.asking().equals("whole")) {
        getRuntimeContext().getMapState(MeasureRecall.CHECKED).put(part.shard(), part);
      }
      context.timerService().registerProcessingTimeTimer(BEGAN + MeasureRecall.KEPT.toMillis());
    }
  }

  private void say(String asked, int shard) throws Exception {
    recall.processElement(
        new StreamRecord<>(
            new CheckedAnswer(
                asked, "words", shard, 3, 1, new float[] {shard}, new float[] {shard})));
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, CheckedAnswer, RecallSample>
      harness(KeyedProcessFunction<String, CheckedAnswer, RecallSample> function) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, CheckedAnswer, RecallSample>(
            new KeyedProcessOperator<>(function), CheckedAnswer::asking, Types.STRING);
    harness.setStateBackend(new StageStorage());
    return harness;
  }
}
