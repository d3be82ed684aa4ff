package org.flinkvectorindex.operators.backfill;

import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.MultipleConnectedStreams;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractInput;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorV2;
import org.apache.flink.streaming.api.operators.Input;
import org.apache.flink.streaming.api.operators.MultipleInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.transformations.MultipleInputTransformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.flinkvectorindex.operators.Stage;

/**
 * The changes of both, and the event time of the live ones alone: what history says of the time
 * goes no further, at its end neither. A union would not do: a source that was read before a
 * restart says after it that event time is at its end, and is believed as soon as the live ones are
 * idle.
 */
public final class LiveAndHistory<T> extends AbstractStreamOperatorV2<T>
    implements MultipleInputStreamOperator<T> {
  private static final int LIVE = 1;
  private static final int HISTORY = 2;

  private LiveAndHistory(StreamOperatorParameters<T> parameters) {
    super(parameters, HISTORY);
  }

  /** Each of the two stays in the order in which its subtasks sent it. */
  public static <T> DataStream<T> of(DataStream<T> live, DataStream<T> history) {
    StreamExecutionEnvironment flink = live.getExecutionEnvironment();
    MultipleInputTransformation<T> both =
        new MultipleInputTransformation<>(
            Stage.LIVE_AND_HISTORY.title(),
            new Factory<>(),
            live.getType(),
            flink.getParallelism(),
            false);
    both.addInput(live.getTransformation());
    both.addInput(history.getTransformation());
    return Stage.LIVE_AND_HISTORY.on(new MultipleConnectedStreams(flink).transform(both));
  }

  @Override
  @SuppressWarnings("rawtypes") // as Flink has it
  public List<Input> getInputs() {
    return List.of(new Live<>(this), new History<>(this));
  }

  private static final class Live<T> extends Records<T> {
    Live(LiveAndHistory<T> owner) {
      super(owner, LIVE);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
      owner.processWatermark(mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {
      output.emitWatermarkStatus(status);
    }
  }

  private static final class History<T> extends Records<T> {
    History(LiveAndHistory<T> owner) {
      super(owner, HISTORY);
    }

    @Override
    public void processWatermark(Watermark mark) {}

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}
  }

  private abstract static class Records<T> extends AbstractInput<T, T> {
    Records(LiveAndHistory<T> owner, int input) {
      super(owner, input);
    }

    @Override
    public void processElement(StreamRecord<T> element) {
      output.collect(element);
    }
  }

  static final class Factory<T> extends AbstractStreamOperatorFactory<T> {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("unchecked")
    public <O extends StreamOperator<T>> O createStreamOperator(
        StreamOperatorParameters<T> parameters) {
      return (O) new LiveAndHistory<>(parameters);
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink has it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
      return LiveAndHistory.class;
    }
  }
}
