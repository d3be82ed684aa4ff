package org.flinkvectorindex.operators.recall;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.flinkvectorindex.connectors.serde.RecordSerializer;

/**
 * Puts together what the shards say of a sampled query, keyed by it, once all have. Shards that
 * were too busy, or failed on the way, say nothing: then the query is forgotten after a while.
 *
 * <p>Most samples are whole within milliseconds, and nothing of them stays, timers neither: times
 * of forgetting stand on a grid, so that the two that a sample's may be are known without state.
 */
public final class MeasureRecall extends KeyedProcessFunction<String, CheckedAnswer, RecallSample> {
  private static final long serialVersionUID = 1L;

  /** At most; at least half of it. */
  static final Duration KEPT = Duration.ofMinutes(10);

  private static final long GRID_MILLIS = KEPT.toMillis() / 2;

  static final MapStateDescriptor<Integer, CheckedAnswer> CHECKED =
      new MapStateDescriptor<>(
          "checked",
          IntSerializer.INSTANCE,
          RecordSerializer.checked(CheckedAnswerFormat.INSTANCE));

  private transient MapState<Integer, CheckedAnswer> checked;
  private transient Map<String, RecallMetrics> metricsOf;

  /** All state. */
  public static List<StateDescriptor<?, ?>> descriptors() {
    return List.of(CHECKED);
  }

  @Override
  public void open(OpenContext context) {
    checked = getRuntimeContext().getMapState(CHECKED);
    metricsOf = new HashMap<>();
  }

  @Override
  public void processElement(CheckedAnswer part, Context context, Collector<RecallSample> out)
      throws Exception {
    List<CheckedAnswer> all = new ArrayList<>();
    checked.values().forEach(all::add);
    all.removeIf(each -> each.shard() == part.shard());
    all.add(part);
    long now = context.timerService().currentProcessingTime();
    if (all.size() < part.shards()) {
      checked.put(part.shard(), part);
      if (all.size() == 1) {
        context.timerService().registerProcessingTimeTimer(forgotten(now));
      }
      return;
    }
    checked.clear();
    context.timerService().deleteProcessingTimeTimer(forgotten(now));
    context.timerService().deleteProcessingTimeTimer(forgotten(now) - GRID_MILLIS);
    double recall = Recalled.of(all);
    metricsOf
        .computeIfAbsent(
            part.collection(),
            name -> new RecallMetrics(getRuntimeContext().getMetricGroup(), name))
        .add(recall);
    out.collect(new RecallSample(part.collection(), recall, now));
  }

  /** When a sample is that began then. */
  private static long forgotten(long now) {
    return (now / GRID_MILLIS + 2) * GRID_MILLIS;
  }

  /** Of releases before, timers of samples that are whole may be in savepoints: they find none. */
  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<RecallSample> out) {
    checked.clear();
  }
}
