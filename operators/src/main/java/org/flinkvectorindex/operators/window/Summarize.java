package org.flinkvectorindex.operators.window;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.operators.admit.Refusal;
import org.flinkvectorindex.operators.recall.RecallSample;

/**
 * Aggregates records where they are, so that no vector is shuffled for statistics. A slice is sent
 * when it has waited, before a watermark that passes it, before a checkpoint's barrier and at the
 * end of input. So there is nothing to keep in state.
 */
public final class Summarize<T> extends AbstractStreamOperator<Slice>
    implements OneInputStreamOperator<T, Slice>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  /** How long a slice waits. */
  static final long WAIT_MILLIS = 200;

  private final Feeds feeds;
  private final Facts<T> facts;
  private transient OpenSlices<T> open;
  private transient boolean timed;

  private Summarize(Feeds feeds, Facts<T> facts) {
    this.feeds = feeds;
    this.facts = facts;
    // What is summed up need not be written and read for it.
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  /** Changes that were applied. */
  public static Summarize<Change> changes(Feeds feeds) {
    return new Summarize<>(feeds, AppliedFacts.INSTANCE);
  }

  /** Changes that were refused. */
  public static Summarize<Refusal> refusals(Feeds feeds) {
    return new Summarize<>(feeds, RefusedFacts.INSTANCE);
  }

  /** Queries that were answered. */
  public static Summarize<Result> answers(Feeds feeds) {
    return new Summarize<>(feeds, AnswerFacts.INSTANCE);
  }

  /** Answers that were checked. */
  public static Summarize<RecallSample> recall(Feeds feeds) {
    return new Summarize<>(feeds, RecallFacts.INSTANCE);
  }

  @Override
  public void open() throws Exception {
    super.open();
    open = new OpenSlices<>(feeds, facts, slice -> output.collect(new StreamRecord<>(slice)));
  }

  @Override
  public void processElement(StreamRecord<T> element) {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    open.add(element.getValue(), now);
    if (!timed && !open.isEmpty()) {
      timed = true;
      getProcessingTimeService().registerTimer(now + WAIT_MILLIS, this::waited);
    }
  }

  /** One timer for all: what came after it was set leaves earlier than it must. */
  private void waited(long timestamp) {
    timed = false;
    open.sendAll();
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    open.sendPassed(mark.getTimestamp());
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    open.sendAll();
    super.prepareSnapshotPreBarrier(checkpointId);
  }

  @Override
  public void endInput() {
    open.sendAll();
  }
}
