package org.flinkvectorindex.operators.gather;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.connectors.serde.ResultFormat;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.admit.AdmittedQuery;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.shard.PartialAnswer;
import org.flinkvectorindex.operators.shard.PartialAnswerFormat;

/**
 * Puts the shards' answers together, keyed by the query record's origin. The query itself is the
 * first input, so that one which no shard answers in time is answered all the same; either input
 * may come first.
 *
 * <p>When all shards have answered, the answer goes out and nothing is kept. When the deadline
 * comes first, the answer says {@code complete: false} and a marker is kept until the rest has
 * come, a minute at most: late answers are dropped by it and don't make the query answered twice.
 * Deadlines are timers in state: one that passed while the job was down answers at once after a
 * restore.
 */
public final class GatherAnswers
    extends KeyedCoProcessFunction<String, AdmittedQuery, PartialAnswer, Result> {
  private static final long serialVersionUID = 1L;

  /** For queries that name no timeout. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

  /**
   * Complete answers without hits to look-ups, for the serving cache, which else would go on with
   * what was found once. Whoever asked is told {@code NOT_FOUND}.
   */
  public static final OutputTag<Result> NOTHING_FOUND =
      new OutputTag<>("nothing-found", new RecordTypeInfo<>(ResultFormat.INSTANCE));

  static final Duration KEPT = Duration.ofMinutes(1);

  static final ValueStateDescriptor<Gathering> GATHERING =
      new ValueStateDescriptor<>("gathering", RecordSerializer.checked(GatheringFormat.INSTANCE));

  static final MapStateDescriptor<Integer, PartialAnswer> PARTIALS =
      new MapStateDescriptor<>(
          "partials",
          IntSerializer.INSTANCE,
          RecordSerializer.checked(PartialAnswerFormat.INSTANCE));

  private final Catalog catalog;
  private final Duration timeout;
  private final Clock clock;

  private transient ValueState<Gathering> gathering;
  private transient MapState<Integer, PartialAnswer> partials;
  private transient Map<String, GatherMetrics> metricsOf;
  private transient Counter late;

  /**
   * @param timeout for queries that name none
   * @param clock serializable, as Java's own clocks are
   */
  public GatherAnswers(Catalog catalog, Duration timeout, Clock clock) {
    this.catalog = catalog;
    this.timeout = timeout;
    this.clock = clock;
  }

  /** All state. */
  public static List<StateDescriptor<?, ?>> descriptors() {
    return List.of(GATHERING, PARTIALS);
  }

  @Override
  public void open(OpenContext context) {
    gathering = getRuntimeContext().getState(GATHERING);
    partials = getRuntimeContext().getMapState(PARTIALS);
    late = StageMetric.LATE.counter(getRuntimeContext().getMetricGroup());
    metricsOf = new HashMap<>();
    catalog.entries().forEach(entry -> metrics(entry.spec().name()));
  }

  /** A query: at most once a key. */
  @Override
  public void processElement1(AdmittedQuery admitted, Context context, Collector<Result> out)
      throws Exception {
    Optional<CollectionSpec> spec =
        admitted.created().or(() -> catalog.find(admitted.collection()).map(Catalog.Entry::spec));
    int before = gathering.value() instanceof Gathering.Open open ? open.answered() : 0;
    if (spec.isEmpty()) {
      fail(admitted, before, context, out);
      return;
    }
    Asked asked = Asked.of(admitted, spec.get(), timeout.toMillis());
    context.timerService().registerProcessingTimeTimer(asked.deadlineMillis());
    advance(new Gathering.Open(Optional.of(asked), before), context, out);
  }

  /** It was on its way in a checkpoint, and its collection is configured no more. */
  private void fail(AdmittedQuery admitted, int answered, Context context, Collector<Result> out)
      throws Exception {
    out.collect(
        new Result.Failed(
            admitted.query().queryId(),
            Result.Code.UNKNOWN_COLLECTION,
            "no collection " + admitted.collection()));
    partials.clear();
    if (answered < admitted.shards()) {
      gathering.update(new Gathering.Closed(admitted.shards() - answered));
      clearLater(context);
    } else {
      gathering.clear();
    }
  }

  @Override
  public void processElement2(PartialAnswer partial, Context context, Collector<Result> out)
      throws Exception {
    Gathering now = gathering.value();
    if (now instanceof Gathering.Closed closed) {
      late.inc();
      if (closed.missing() > 1) {
        gathering.update(new Gathering.Closed(closed.missing() - 1));
      } else {
        gathering.clear();
      }
      return;
    }
    partials.put(partial.shard(), partial);
    if (now instanceof Gathering.Open open) {
      open.asked()
          .ifPresent(
              asked -> metrics(asked.from()).shardAnswered(nowMicros() - asked.arrivedMicros()));
      advance(new Gathering.Open(open.asked(), open.answered() + 1), context, out);
    } else {
      clearLater(context);
      gathering.update(new Gathering.Open(Optional.empty(), 1));
    }
  }

  private void advance(Gathering.Open open, Context context, Collector<Result> out)
      throws Exception {
    if (open.asked().isPresent() && open.answered() == open.asked().get().shards()) {
      Asked asked = open.asked().get();
      context.timerService().deleteProcessingTimeTimer(asked.deadlineMillis());
      answer(asked, true, context, out);
      gathering.clear();
    } else {
      gathering.update(open);
    }
  }

  /** A deadline, or the end of the minute that something is kept. */
  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Result> out)
      throws Exception {
    if (gathering.value() instanceof Gathering.Open open && open.asked().isPresent()) {
      Asked asked = open.asked().get();
      if (timestamp < asked.deadlineMillis()) {
        return;
      }
      answer(asked, false, context, out);
      gathering.update(new Gathering.Closed(asked.shards() - open.answered()));
      clearLater(context);
    } else {
      gathering.clear();
      partials.clear();
    }
  }

  private static void clearLater(KeyedCoProcessFunction<?, ?, ?, ?>.Context context) {
    long now = context.timerService().currentProcessingTime();
    context.timerService().registerProcessingTimeTimer(now + KEPT.toMillis());
  }

  private void answer(Asked asked, boolean complete, Context context, Collector<Result> out)
      throws Exception {
    List<PartialAnswer> all = new ArrayList<>();
    partials.values().forEach(all::add);
    partials.clear();
    long now = nowMicros();
    metrics(asked.from()).answered(now - asked.arrivedMicros(), complete);
    Result.Answer answer = Merge.merge(asked, all, now);
    if (complete && answer.hits().isEmpty() && asked.plan().equals(Asked.LOOK_UP)) {
      context.output(NOTHING_FOUND, answer);
      out.collect(
          new Result.Failed(
              asked.queryId(),
              Result.Code.NOT_FOUND,
              "none of the ids is in " + asked.collection()));
    } else {
      out.collect(answer);
    }
  }

  /** Also of a collection that only a query in state remembers. */
  private GatherMetrics metrics(String collection) {
    return metricsOf.computeIfAbsent(
        collection, name -> new GatherMetrics(getRuntimeContext().getMetricGroup(), name));
  }

  private long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }
}
