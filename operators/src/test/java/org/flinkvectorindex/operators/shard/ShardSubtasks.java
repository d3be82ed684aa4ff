package org.flinkvectorindex.operators.shard;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.operators.Samples;
import org.flinkvectorindex.operators.admit.AdmittedQuery;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.batch.BatchMutations;
import org.flinkvectorindex.operators.batch.BatchSpec;
import org.flinkvectorindex.operators.batch.MutationBatch;
import org.flinkvectorindex.operators.batch.MutationBatchFormat;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.recall.RecallSpec;
import org.flinkvectorindex.operators.scatter.ScatterQueries;
import org.flinkvectorindex.operators.scatter.ShardQuery;

/** The shard operator at some parallelism, over incremental RocksDB, between batch and gather. */
final class ShardSubtasks implements AutoCloseable {
  private static final int MAX = Samples.MAX_PARALLELISM;

  /**
   * A checkpoint, and the parallelism that it was taken at.
   *
   * @param files those that later incremental checkpoints refer to, which the job manager knows
   */
  record Checkpoint(OperatorSubtaskState state, int parallelism, SharedStateRegistry files) {}

  private final Catalog catalog;
  private final SharedStateRegistry files;
  private final List<
          KeyedTwoInputStreamOperatorTestHarness<String, MutationBatch, ShardQuery, PartialAnswer>>
      subtasks = new ArrayList<>();

  static ShardSubtasks start(Catalog catalog, int parallelism, Path dir) throws Exception {
    return new ShardSubtasks(catalog, parallelism, dir, Optional.empty(), Optional.empty());
  }

  static ShardSubtasks restore(Catalog catalog, int parallelism, Path dir, Checkpoint from)
      throws Exception {
    return new ShardSubtasks(catalog, parallelism, dir, Optional.empty(), Optional.of(from));
  }

  /** Of a job with control records. */
  static ShardSubtasks controlled(
      Catalog catalog, int parallelism, Path dir, Optional<Checkpoint> from) throws Exception {
    return new ShardSubtasks(catalog, parallelism, dir, Optional.empty(), from, 0, true);
  }

  /**
   * @param bytes that the shards of a subtask may hold on the heap
   */
  static ShardSubtasks limited(
      Catalog catalog, int parallelism, Path dir, Optional<Checkpoint> from, long bytes)
      throws Exception {
    return new ShardSubtasks(catalog, parallelism, dir, Optional.empty(), from, bytes, false);
  }

  ShardSubtasks(
      Catalog catalog,
      int parallelism,
      Path dir,
      Optional<String> generation,
      Optional<Checkpoint> from)
      throws Exception {
    this(catalog, parallelism, dir, generation, from, 0, false);
  }

  private ShardSubtasks(
      Catalog catalog,
      int parallelism,
      Path dir,
      Optional<String> generation,
      Optional<Checkpoint> from,
      long memoryLimit,
      boolean controlled)
      throws Exception {
    this.catalog = catalog;
    this.files = from.map(Checkpoint::files).orElseGet(SharedStateRegistryImpl::new);
    for (int index = 0; index < parallelism; index++) {
      var subtask =
          new KeyedTwoInputStreamOperatorTestHarness<
              String, MutationBatch, ShardQuery, PartialAnswer>(
              new ShardOperator(catalog, generation, RecallSpec.NONE, memoryLimit, controlled),
              MutationBatch::key,
              ShardQuery::key,
              Types.STRING,
              MAX,
              parallelism,
              index);
      subtasks.add(subtask);
      EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend(true);
      // The harness manages 3 MB, where RocksDB does nothing but flush.
      rocks.getMemoryConfiguration().setUseManagedMemory(false);
      subtask.setStateBackend(rocks);
      subtask.setCheckpointStorage(new FileSystemCheckpointStorage(dir.toUri()));
      subtask.setup(new RecordSerializer<>(PartialAnswerFormat.INSTANCE));
      if (from.isPresent()) {
        subtask.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                from.get().state(), MAX, from.get().parallelism(), parallelism, index));
      }
      subtask.open();
    }
  }

  /** In batches of that many rows. */
  void apply(Collection<? extends Operation> operations, int rows) throws Exception {
    apply(batches(catalog, operations, rows));
  }

  private void apply(List<MutationBatch> batches) throws Exception {
    for (MutationBatch batch : batches) {
      of(batch.key()).processElement1(new StreamRecord<>(batch));
    }
  }

  /** As they were batched in a job with other collections. */
  void applyInFlight(Catalog other, Collection<? extends Operation> operations) throws Exception {
    apply(batches(other, operations, 32));
  }

  void apply(Operation... operations) throws Exception {
    apply(Arrays.asList(operations), 32);
  }

  /** Only what comes to one subtask, where a barrier is before what comes to the others. */
  void applyTo(int subtask, Operation operation) throws Exception {
    for (MutationBatch batch : batches(catalog, List.of(operation), 1)) {
      if (of(batch.key()) == subtasks.get(subtask)) {
        subtasks.get(subtask).processElement1(new StreamRecord<>(batch));
      }
    }
  }

  private static List<MutationBatch> batches(
      Catalog catalog, Collection<? extends Operation> operations, int rows) throws Exception {
    BatchSpec spec = new BatchSpec(rows, MemorySize.ofMebiBytes(1024), Duration.ofDays(1));
    try (var batch =
        new OneInputStreamOperatorTestHarness<Operation, MutationBatch>(
            new BatchMutations(catalog, spec))) {
      batch.setup(new RecordSerializer<>(MutationBatchFormat.INSTANCE));
      batch.open();
      for (Operation operation : operations) {
        batch.processElement(new StreamRecord<>(operation));
      }
      batch.endInput();
      return batch.extractOutputValues();
    }
  }

  /** Hits of all shards, ascending by distance and id. */
  List<Hit> ask(Query query) throws Exception {
    List<Hit> hits = new ArrayList<>();
    partials(catalog, query).forEach(partial -> hits.addAll(partial.hits()));
    hits.sort(Comparator.comparing(Hit::distance).thenComparing(Hit::id));
    return hits;
  }

  /** Of each shard that is asked, as a job with such collections scatters the query. */
  List<PartialAnswer> partials(Catalog catalog, Query query) throws Exception {
    List<ShardQuery> parts = new ArrayList<>();
    new ScatterQueries(catalog)
        .flatMap(new AdmittedQuery("q", query, 0, 0), new ListCollector<>(parts));
    List<PartialAnswer> partials = new ArrayList<>();
    for (ShardQuery part : parts) {
      var subtask = of(part.key());
      subtask.getOutput().clear();
      subtask.processElement2(new StreamRecord<>(part));
      partials.addAll(subtask.extractOutputValues());
    }
    return partials;
  }

  /** What a user finds under these ids: the attributes, by id. */
  Map<String, String> contents(Collection<String> ids) throws Exception {
    Map<String, String> contents = new TreeMap<>();
    for (Hit hit : ask(Samples.byIds(1, ids.toArray(String[]::new)))) {
      contents.put(hit.id(), hit.attributes().orElse(""));
    }
    return contents;
  }

  private KeyedTwoInputStreamOperatorTestHarness<String, MutationBatch, ShardQuery, PartialAnswer>
      of(String key) {
    return subtasks.get(
        KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX, subtasks.size()));
  }

  KeyedTwoInputStreamOperatorTestHarness<String, MutationBatch, ShardQuery, PartialAnswer> subtask(
      int index) {
    return subtasks.get(index);
  }

  int parallelism() {
    return subtasks.size();
  }

  <T> List<T> side(OutputTag<T> tag) {
    List<T> all = new ArrayList<>();
    for (var subtask : subtasks) {
      var side = subtask.getSideOutput(tag);
      if (side != null) {
        side.forEach(record -> all.add(record.getValue()));
      }
    }
    return all;
  }

  List<Change> changes() {
    return side(ShardOperator.CHANGES);
  }

  /** Both hashes of each shard, by its key. */
  Map<String, String> hashes() {
    Map<String, String> hashes = new TreeMap<>();
    contentHashes()
        .forEach(
            (key, content) ->
                hashes.put(key, content + " " + shards().get(key).index().graphHash()));
    return hashes;
  }

  Map<String, String> contentHashes() {
    Map<String, String> hashes = new TreeMap<>();
    shards().forEach((key, shard) -> hashes.put(key, shard.content().toString()));
    return hashes;
  }

  Map<String, Shard> shards() {
    Map<String, Shard> shards = new TreeMap<>();
    for (var subtask : subtasks) {
      shards.putAll(((ShardOperator) subtask.getOperator()).shards());
    }
    return shards;
  }

  Checkpoint checkpoint(long id) throws Exception {
    OperatorSubtaskState[] states = new OperatorSubtaskState[subtasks.size()];
    for (int index = 0; index < states.length; index++) {
      subtasks.get(index).prepareSnapshotPreBarrier(id);
      states[index] = subtasks.get(index).snapshot(id, id);
      states[index].registerSharedStates(files, id);
    }
    return new Checkpoint(
        AbstractStreamOperatorTestHarness.repackageState(states), states.length, files);
  }

  /** How often what was heard of collections that come and go is in a checkpoint. */
  static int heard(Checkpoint checkpoint) {
    int count = 0;
    for (OperatorStateHandle handle : checkpoint.state().getManagedOperatorState()) {
      var heard = handle.getStateNameToPartitionOffsets().get(ShardState.heard().getName());
      count += heard == null ? 0 : heard.getOffsets().length;
    }
    return count;
  }

  @Override
  public void close() throws Exception {
    for (var subtask : subtasks) {
      subtask.close();
    }
  }
}
