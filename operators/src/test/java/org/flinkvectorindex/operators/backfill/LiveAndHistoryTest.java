package org.flinkvectorindex.operators.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.MultiInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveAndHistoryTest {
  private static final int LIVE = 0;
  private static final int HISTORY = 1;

  private MultiInputStreamOperatorTestHarness<String> both;

  @BeforeEach
  void open() throws Exception {
    both = new MultiInputStreamOperatorTestHarness<>(new LiveAndHistory.Factory<>());
    both.open();
  }

  @AfterEach
  void close() throws Exception {
    both.close();
  }

  @Test
  void recordsOfBothGoOnWithTheirTimes() throws Exception {
    both.processElement(LIVE, new StreamRecord<>("live", 5));
    both.processElement(HISTORY, new StreamRecord<>("old", 1));
    both.processElement(HISTORY, new StreamRecord<>("timeless"));
    both.processElement(LIVE, new StreamRecord<>("later", 6));
    assertThat(both.getOutput())
        .containsExactly(
            new StreamRecord<>("live", 5),
            new StreamRecord<>("old", 1),
            new StreamRecord<>("timeless"),
            new StreamRecord<>("later", 6));
  }

  /** As a source does at its end, or after a restart before which it was read. */
  @Test
  void historyAtItsEndDoesNotEndEventTime() throws Exception {
    both.processWatermark(LIVE, new Watermark(7));
    both.processWatermark(HISTORY, Watermark.MAX_WATERMARK);
    both.processWatermarkStatus(LIVE, WatermarkStatus.IDLE);
    both.processWatermarkStatus(LIVE, WatermarkStatus.ACTIVE);
    both.processWatermark(LIVE, new Watermark(9));
    assertThat(both.getOutput())
        .containsExactly(
            new Watermark(7), WatermarkStatus.IDLE, WatermarkStatus.ACTIVE, new Watermark(9));
  }

  @Test
  void historyThatIsSilentHoldsNothingUp() throws Exception {
    both.processWatermark(LIVE, new Watermark(7));
    both.processWatermarkStatus(LIVE, WatermarkStatus.IDLE);
    assertThat(both.getOutput()).containsExactly(new Watermark(7), WatermarkStatus.IDLE);
  }

  @Test
  void historyMakesLiveChangesNeitherIdleNorActive() throws Exception {
    both.processWatermarkStatus(HISTORY, WatermarkStatus.IDLE);
    both.processWatermark(LIVE, new Watermark(7));
    both.processWatermarkStatus(LIVE, WatermarkStatus.IDLE);
    both.processWatermarkStatus(HISTORY, WatermarkStatus.ACTIVE);
    both.processWatermark(HISTORY, new Watermark(100));
    assertThat(both.getOutput()).containsExactly(new Watermark(7), WatermarkStatus.IDLE);
  }
}
