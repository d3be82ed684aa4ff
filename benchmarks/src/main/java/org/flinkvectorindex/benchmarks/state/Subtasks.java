package org.flinkvectorindex.benchmarks.state;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.jobs.topology.FlinkSettings;
import org.flinkvectorindex.operators.batch.MutationBatch;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.scatter.ShardQuery;
import org.flinkvectorindex.operators.shard.PartialAnswer;
import org.flinkvectorindex.operators.shard.PartialAnswerFormat;
import org.flinkvectorindex.operators.shard.ShardOperator;
import org.flinkvectorindex.operators.shard.ShardSummary;

/**
 * The shard operator as the job runs it, over incremental RocksDB on the local disk, at some
 * parallelism; one subtask after the other in this thread.
 */
final class Subtasks implements AutoCloseable {

  /** Where state goes, and what RocksDB gets. */
  record Place(Path folder, MemorySize memory, boolean rocksDefaults) {}

  /**
   * What a checkpoint or savepoint has, and what it took.
   *
   * @param syncNanos of the subtask that took longest: no record is processed meanwhile
   * @param uploadedBytes that no earlier checkpoint had
   * @param fullBytes that a restore reads
   */
  record Snapshot(
      OperatorSubtaskState state,
      int parallelism,
      SharedStateRegistry files,
      long syncNanos,
      long nanos,
      long uploadedBytes,
      long fullBytes) {}

  private final Catalog catalog;
  private final SharedStateRegistry files;
  private final List<CountedStorage> storages = new ArrayList<>();
  private final List<
          KeyedTwoInputStreamOperatorTestHarness<String, MutationBatch, ShardQuery, PartialAnswer>>
      harnesses = new ArrayList<>();
  private final CheckpointStorageAccess storage;
  private long slowestStartNanos;
  private long startNanos;

  Subtasks(Catalog catalog, int parallelism, Place place, Optional<Snapshot> from)
      throws Exception {
    this.catalog = catalog;
    this.files = from.map(Snapshot::files).orElseGet(SharedStateRegistryImpl::new);
    FileSystemCheckpointStorage checkpoints =
        new FileSystemCheckpointStorage(place.folder().toUri());
    storage = checkpoints.createCheckpointStorage(new JobID());
    storage.initializeBaseLocationsForCheckpoint();
    Configuration settings =
        new Configuration().set(FlinkSettings.DROP_FILES_OF_OTHERS, !place.rocksDefaults());
    for (int index = 0; index < parallelism; index++) {
      long started = System.nanoTime();
      var harness =
          new KeyedTwoInputStreamOperatorTestHarness<
              String, MutationBatch, ShardQuery, PartialAnswer>(
              new ShardOperator(catalog, Optional.empty()),
              MutationBatch::key,
              ShardQuery::key,
              Types.STRING,
              catalog.maxParallelism(),
              parallelism,
              index);
      EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend(true);
      rocks.getMemoryConfiguration().setFixedMemoryPerSlot(place.memory());
      CountedStorage counted = new CountedStorage(place.rocksDefaults());
      rocks.setRocksDBOptions(counted);
      storages.add(counted);
      harness.setStateBackend(rocks.configure(settings, getClass().getClassLoader()));
      harness.setCheckpointStorage(checkpoints);
      harness.setup(new RecordSerializer<>(PartialAnswerFormat.INSTANCE));
      if (from.isPresent()) {
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                from.get().state(),
                catalog.maxParallelism(),
                from.get().parallelism(),
                parallelism,
                index));
      }
      harness.open();
      harnesses.add(harness);
      long nanos = System.nanoTime() - started;
      startNanos += nanos;
      slowestStartNanos = Math.max(slowestStartNanos, nanos);
    }
  }

  void apply(MutationBatch batch) throws Exception {
    var harness =
        harnesses.get(
            KeyGroupRangeAssignment.assignKeyToParallelOperator(
                batch.key(), catalog.maxParallelism(), harnesses.size()));
    harness.processElement1(new StreamRecord<>(batch));
    var changes = harness.getSideOutput(ShardOperator.CHANGES);
    if (changes != null) {
      changes.clear();
    }
  }

  /** Takes a snapshot of each subtask, and confirms it, as a job manager does. */
  Snapshot snapshot(long id, SnapshotType type) throws Exception {
    CheckpointStorageLocationReference reference = CheckpointStorageLocationReference.getDefault();
    OperatorSubtaskState[] states = new OperatorSubtaskState[harnesses.size()];
    long slowestSync = 0;
    long nanos = 0;
    long uploaded = 0;
    long full = 0;
    for (int index = 0; index < states.length; index++) {
      CheckpointStreamFactory streams = storage.resolveCheckpointStorageLocation(id, reference);
      var operator = harnesses.get(index).getOperator();
      long started = System.nanoTime();
      operator.prepareSnapshotPreBarrier(id);
      var futures = operator.snapshotState(id, id, new CheckpointOptions(type, reference), streams);
      slowestSync = Math.max(slowestSync, System.nanoTime() - started);
      states[index] = new OperatorSnapshotFinalizer(futures).getJobManagerOwnedState();
      nanos += System.nanoTime() - started;
      for (KeyedStateHandle handle : states[index].getManagedKeyedState()) {
        uploaded += handle.getCheckpointedSize();
        full += handle.getStateSize();
      }
      states[index].registerSharedStates(files, id);
    }
    if (!type.isSavepoint()) {
      for (var harness : harnesses) {
        harness.notifyOfCompletedCheckpoint(id);
      }
    }
    return new Snapshot(
        AbstractStreamOperatorTestHarness.repackageState(states),
        states.length,
        files,
        slowestSync,
        nanos,
        uploaded,
        full);
  }

  /** By shard. */
  List<ShardSummary> shards() {
    List<ShardSummary> shards = new ArrayList<>();
    for (var harness : harnesses) {
      shards.addAll(((ShardOperator) harness.getOperator()).summaries());
    }
    shards.sort(Comparator.comparing(ShardSummary::shard));
    return shards;
  }

  long putBytes() {
    return storages.stream().mapToLong(CountedStorage::putBytes).sum();
  }

  /** From nothing to ready, of the subtask that took longest: in a job they start at once. */
  double startSeconds() {
    return slowestStartNanos / 1e9;
  }

  /** The same, all subtasks one after the other. */
  double startSecondsOfAll() {
    return startNanos / 1e9;
  }

  @Override
  public void close() throws Exception {
    for (var harness : harnesses) {
      harness.close();
    }
  }
}
