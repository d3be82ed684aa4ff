package org.flinkvectorindex.operators.shard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.graph.StreamConfig;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.StreamTask;
import org.apache.flink.util.OutputTag;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.connectors.serde.ChangeFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.WarmUp;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.admit.Refusal;
import org.flinkvectorindex.operators.admit.RefusalFormat;
import org.flinkvectorindex.operators.batch.MutationBatch;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Known;
import org.flinkvectorindex.operators.publish.Republish;
import org.flinkvectorindex.operators.recall.CheckedAnswer;
import org.flinkvectorindex.operators.recall.CheckedAnswerFormat;
import org.flinkvectorindex.operators.recall.RecallSpec;
import org.flinkvectorindex.operators.scatter.ShardQuery;

/**
 * Inserts and searches: keyed by shard, with the batches of mutations as its first input and the
 * parts of queries as its second. One thread writes and reads a shard, so there are no locks, a
 * query sees whole records of batches only, and the index is a function of the operations in the
 * order they came.
 *
 * <p>The index of a shard is on the heap; every change is put through to keyed state at once (the
 * vector, the tombstone) or some operations later (the graph's log and pages), the rest and {@link
 * ShardMeta} at each checkpoint for the shards that changed. So a checkpoint has all that the heap
 * knows.
 *
 * <p>Where both inputs wait, Flink takes one record of each in turn. So a query waits for one
 * record of changes at each shard that is asked before: {@link MutationBatch}es come in small ones.
 *
 * <p>The watermark is the first input's alone: a quiet topic of queries must not hold it. (Idleness
 * can't be taken from one input, Flink's methods for it are final: the operator is idle when both
 * inputs are, which holds back nothing as no watermark comes from an idle input anyway.)
 *
 * <p>Needs the RocksDB state backend, where map state is ordered by its keys' bytes ({@link
 * Tombstones} goes by that).
 */
public final class ShardOperator extends AbstractStreamOperator<PartialAnswer>
    implements TwoInputStreamOperator<MutationBatch, ShardQuery, PartialAnswer> {
  private static final long serialVersionUID = 1L;

  /** What was applied, in order, by shard. */
  public static final OutputTag<Change> CHANGES =
      new OutputTag<>("changes", new RecordTypeInfo<>(ChangeFormat.INSTANCE));

  /**
   * What the serving cache alone is told: what is live, once more, after {@code publish.generation}
   * was changed; and what goes with a collection that is dropped.
   */
  public static final OutputTag<Change> REPUBLISHED =
      new OutputTag<>("republished", new RecordTypeInfo<>(ChangeFormat.INSTANCE));

  /** What was not applied, since the shard knows better. */
  public static final OutputTag<Refusal> REFUSALS =
      new OutputTag<>("refusals", new RecordTypeInfo<>(RefusalFormat.INSTANCE));

  /** Sampled queries, answered exactly. */
  public static final OutputTag<CheckedAnswer> CHECKED =
      new OutputTag<>("checked", new RecordTypeInfo<>(CheckedAnswerFormat.INSTANCE));

  private final Catalog catalog;
  private final RecallSpec recall;

  /** Blank for none: an {@code Optional} isn't serializable. */
  private final String publishGeneration;

  private final long memoryLimit;
  private final boolean controlled;

  private transient ShardState state;
  private transient ShardDirectory directory;
  private transient Known known;
  private transient CompletableFuture<Void> warm;
  private transient Strays strays;
  private transient HeldShards shards;
  private transient MemoryLimit memory;
  private transient OptionalLong watermark;
  private transient Dropping dropping;
  private transient SlicedWork dropped;
  private transient Republish republish;
  private transient SlicedWork republished;
  private transient RecallSampling sampling;
  private transient SlicedWork sampled;

  /** Read by whoever reports metrics. */
  private transient volatile double restoreProgress;

  /**
   * @param generation {@code publish.generation}: where it differs from that of the checkpoint, all
   *     that is live goes to {@link #REPUBLISHED}
   */
  public ShardOperator(Catalog catalog, Optional<String> generation) {
    this(catalog, generation, RecallSpec.NONE, 0, false);
  }

  /**
   * @param recall which queries are answered exactly as well, for {@link #CHECKED}
   * @param memoryLimit bytes that the shards of a subtask may hold on the heap, 0 for any: {@link
   *     MemoryLimit}
   * @param controlled whether collections come and go while the job runs, which then is in state
   */
  public ShardOperator(
      Catalog catalog,
      Optional<String> generation,
      RecallSpec recall,
      long memoryLimit,
      boolean controlled) {
    this.catalog = catalog;
    this.recall = recall;
    this.memoryLimit = memoryLimit;
    this.controlled = controlled;
    this.publishGeneration = generation.orElse("");
  }

  private Optional<String> generation() {
    return publishGeneration.isBlank() ? Optional.empty() : Optional.of(publishGeneration);
  }

  /** Before the state is there: kernels are compiled while files are fetched and read. */
  @Override
  public void setup(
      StreamTask<?, ?> task, StreamConfig config, Output<StreamRecord<PartialAnswer>> output) {
    super.setup(task, config, output);
    warm = CompletableFuture.runAsync(this::warmUp);
  }

  /** Brings back the shards of this subtask, which are known without asking the state. */
  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state = ShardState.of(context.getKeyedStateStore());
    directory = ShardDirectory.of(context.getOperatorStateStore());
    known = new Known(catalog);
    strays = new Strays(getMetricGroup());
    shards = new HeldShards(getMetricGroup());
    watermark = OptionalLong.empty();
    memory = new MemoryLimit(memoryLimit, shards.all());
    prepareSlicedWork();
    register();
    SubtaskRestore stored = new SubtaskRestore(this, state, directory, catalog);
    if (controlled) {
      stored.goOnDropping(dropping);
    } else {
      stored.dropTheRest();
    }
    stored.leaveWhatIsNotThereAnyMore();
    List<SubtaskRestore.Place> places = stored.places();
    for (int done = 0; done < places.size(); done++) {
      restoreProgress = (double) done / places.size();
      String key = places.get(done).key();
      stored.restore(places.get(done)).ifPresent(back -> hold(key, back));
    }
    memory.restored();
    restoreProgress = 1;
  }

  private void prepareSlicedWork() {
    dropping = new Dropping(state);
    dropped =
        new SlicedWork(
            this,
            Dropping.EVERY_MILLIS,
            () -> dropping.done(),
            () -> dropping.slice(this::setCurrentKey, change -> emit(REPUBLISHED, change)));
    republish = new Republish();
    republished =
        new SlicedWork(
            this,
            Republish.EVERY_MILLIS,
            () -> republish.done(),
            () ->
                republish.slice(
                    this::setCurrentKey, generation(), change -> emit(REPUBLISHED, change)));
    sampled =
        new SlicedWork(
            this,
            RecallSampling.EVERY_MILLIS,
            () -> sampling.idle(),
            () -> sampling.slice(this::setCurrentKey, this::check));
  }

  private void hold(String key, SubtaskRestore.Back back) {
    Shard shard = back.restored().shard();
    shards.hold(key, shard);
    if (!back.meta().generation().equals(generation())) {
      republish.add(key, shard, back.restored().greatestSlot());
    }
  }

  /** Before anything is restored, so that it can be watched. */
  private void register() {
    MetricGroup group = getMetricGroup();
    StageMetric.SIMD.gauge(group, () -> KernelChoice.simd() ? 1 : 0);
    StageMetric.RESTORE_PROGRESS.gauge(group, () -> restoreProgress);
    StageMetric.OVER_MEMORY_LIMIT.gauge(group, () -> memory.over() ? 1 : 0);
    StageMetric.DROPPING.gauge(group, () -> dropping.left());
    catalog.entries().forEach(entry -> shards.metrics(entry.spec().name()));
  }

  @Override
  public void open() throws Exception {
    super.open();
    sampling = new RecallSampling(recall, getMetricGroup());
    warm.join();
    republished.later();
    dropped.later();
  }

  private void warmUp() {
    catalog.entries().forEach(entry -> WarmUp.of(entry.spec().index()));
  }

  @Override
  public void processElement1(StreamRecord<MutationBatch> element) throws Exception {
    MutationBatch batch = element.getValue();
    if (batch.drops().isPresent()) {
      if (controlled) {
        drop(batch.collection(), batch.drops().getAsInt());
      } // Else it was on its way in a checkpoint: what control records said is forgotten.
      return;
    }
    if (directory.isDropped(batch.collection())) {
      return; // Admitted by another subtask before that heard of it: it goes with the collection.
    }
    if (known.find(batch.collection(), batch.created()).isEmpty()) {
      strays.passOver(batch.collection(), batch.rows());
      return;
    }
    memory.hold(batch.rows());
    long started = System.nanoTime();
    Shard shard = shardOf(batch);
    ShardMetrics counted = shards.metrics(batch.collection());
    for (int row = 0; row < batch.rows(); row++) {
      if (!sampling.idle()) {
        sampling.changing(shard, batch.ids()[row]);
      }
      Applied applied = shard.apply(batch, row);
      counted.count(applied);
      if (applied instanceof Applied.Accepted accepted) {
        emit(CHANGES, accepted.change());
        if (!sampling.idle()) {
          sampling.changed(shard, batch.ids()[row]);
        }
        shard.leave(id -> leaving(shard, id), change -> left(shard, change));
      } else {
        String reason = applied instanceof Applied.Stale ? "STALE" : "TOO_LATE";
        long ts = batch.ts()[row];
        output.collect(
            REFUSALS, new StreamRecord<>(new Refusal(batch.collection(), reason, ts), ts));
      }
    }
    memory.changed(batch.rows(), (long) Float.BYTES * batch.dimension() * batch.rows());
    counted.findable(
        System.nanoTime() - started,
        getProcessingTimeService().getCurrentProcessingTime() - batch.arrivedMillis());
  }

  private Shard shardOf(MutationBatch batch) throws Exception {
    Shard there = shards.get(batch.key());
    if (there != null) {
      return there;
    }
    CollectionSpec spec = known.get(batch.collection(), batch.created()).spec();
    batch.created().ifPresent(directory::created);
    Shard begun = Shard.empty(spec, batch.shard(), state, generation());
    shards.hold(batch.key(), begun);
    return begun;
  }

  /**
   * A collection goes, with all its shards of this subtask: from the heap at once, from state and
   * cache some vectors at a time. Each subtask that admits says so, the first one counts.
   */
  private void drop(String collection, int number) throws Exception {
    if (directory.isDropped(collection)) {
      return;
    }
    Object current = getCurrentKey();
    boolean idle = dropping.done();
    for (String key : shards.keysOf(collection)) {
      sampling.forget(shards.remove(key));
      setCurrentKey(key);
      dropping.begin(key);
    }
    putBack(current);
    directory.dropped(collection, number);
    LOG.info("Collection {} is dropped.", collection);
    if (idle) {
      dropped.later();
    }
  }

  private void leaving(Shard shard, String id) {
    if (!sampling.idle()) {
      sampling.changing(shard, id);
    }
  }

  /** Retention has taken a vector: a delete like any other, to whoever follows. */
  private void left(Shard shard, Change change) {
    shards.metrics(shard.spec().name()).count(new Applied.Accepted(change));
    emit(CHANGES, change);
    if (!sampling.idle()) {
      sampling.changed(shard, change.id());
    }
  }

  @Override
  public void processElement2(StreamRecord<ShardQuery> element) throws Exception {
    ShardQuery query = element.getValue();
    if (directory.isDropped(query.query().collection())) {
      return; // It was on its way. An empty answer would make one of hits missing a complete one.
    }
    Optional<Catalog.Entry> entry = known.find(query.query().collection(), query.created());
    if (entry.isEmpty()) {
      strays.passOver(query.query().collection(), 1);
      answer(query, List.of());
      return;
    }
    CollectionSpec collection = entry.get().spec();
    ShardQuery asked = sampling.steer(query, collection);
    Shard shard = shards.get(asked.key());
    List<Hit> hits = List.of();
    if (shard != null) {
      long started = System.nanoTime();
      ShardSearch.Found found = ShardSearch.search(shard, asked);
      shards.metrics(shard.spec().name()).searched(found.visited(), System.nanoTime() - started);
      hits = found.hits();
    }
    answer(asked, hits);
    if (sampling.samples(asked)) {
      sample(shard, asked, hits, collection);
    }
  }

  private void answer(ShardQuery asked, List<Hit> hits) {
    output.collect(
        new StreamRecord<>(new PartialAnswer(asked.asking(), asked.shard(), watermark, hits)));
  }

  private void sample(Shard shard, ShardQuery asked, List<Hit> hits, CollectionSpec collection) {
    if (shard == null) {
      check(sampling.nothing(asked, collection));
      return;
    }
    boolean idle = sampling.idle();
    sampling.begin(shard, asked, hits);
    if (idle) {
      sampled.later();
    }
  }

  private void check(CheckedAnswer answer) {
    output.collect(CHECKED, new StreamRecord<>(answer));
  }

  private void emit(OutputTag<Change> tag, Change change) {
    output.collect(tag, new StreamRecord<>(change, change.ts()));
  }

  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    watermark = OptionalLong.of(mark.getTimestamp());
    processWatermark(mark);
  }

  /** Queries don't say how far the vectors are. */
  @Override
  public void processWatermark2(Watermark mark) {}

  /** A bounded job publishes all of it. */
  @Override
  public void finish() throws Exception {
    republished.finish();
    dropped.finish();
    sampled.finish();
    super.finish();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    Object current = getCurrentKey();
    for (Map.Entry<String, Shard> shard : shards.byKey().entrySet()) {
      setCurrentKey(shard.getKey());
      shard.getValue().checkpoint(context.getCheckpointId());
    }
    putBack(current);
    directory.checkpoint();
    super.snapshotState(context);
  }

  @Override
  public void close() throws Exception {
    DeadlockWatch.closing();
    super.close();
  }

  /** The shards of this subtask that exist, by key. */
  Map<String, Shard> shards() {
    return shards.byKey();
  }

  /** What each shard of this subtask holds now. */
  public List<ShardSummary> summaries() {
    return shards.all().stream().map(Shard::summary).toList();
  }

  private void putBack(Object key) {
    if (key != null) {
      setCurrentKey(key);
    }
  }
}
