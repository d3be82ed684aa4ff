package org.flinkvectorindex.console.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.console.SavepointFolder;
import org.flinkvectorindex.console.inspect.ShardSummary;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.operators.batch.MutationBatch;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;
import org.flinkvectorindex.operators.recall.RecallSpec;
import org.flinkvectorindex.operators.scatter.ShardQuery;
import org.flinkvectorindex.operators.shard.PartialAnswer;
import org.flinkvectorindex.operators.shard.PartialAnswerFormat;
import org.flinkvectorindex.operators.shard.ShardOperator;
import org.flinkvectorindex.operators.shard.ShardState;

/** The stage of shards of a job with one collection of one shard, that is stopped and started. */
final class SavedJob implements AutoCloseable {
  private static final int MAX_PARALLELISM = 128;

  private final KeyedTwoInputStreamOperatorTestHarness<
          String, MutationBatch, ShardQuery, PartialAnswer>
      job;

  private final Catalog catalog;
  private long order;

  SavedJob(IndexSpec index, Optional<OperatorSubtaskState> from, boolean controlled)
      throws Exception {
    catalog =
        new Catalog(
            List.of(new CollectionSpec("words", 1, Order.TIME, index, 40, Duration.ofDays(1))),
            MAX_PARALLELISM);
    job =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new ShardOperator(catalog, Optional.empty(), RecallSpec.NONE, 0, controlled),
            MutationBatch::key,
            ShardQuery::key,
            Types.STRING,
            MAX_PARALLELISM,
            1,
            0);
    EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend();
    rocks.getMemoryConfiguration().setUseManagedMemory(false);
    job.setStateBackend(rocks);
    job.setup(new RecordSerializer<>(PartialAnswerFormat.INSTANCE));
    if (from.isPresent()) {
      job.initializeState(from.get());
    }
    job.open();
  }

  String key() {
    return catalog.get("words").keys().key(0);
  }

  void put(String id, float... vector) throws Exception {
    apply(true, id, vector);
  }

  /**
   * @param dimension of the collection
   */
  void delete(String id, int dimension) throws Exception {
    apply(false, id, new float[dimension]);
  }

  private void apply(boolean put, String id, float[] vector) throws Exception {
    order++;
    job.processElement1(
        new StreamRecord<>(
            new MutationBatch(
                key(),
                "words",
                0,
                vector.length,
                new boolean[] {put},
                new String[] {id},
                new OrderKey[] {new OrderKey(order, "vectors", 0, order, 0)},
                new long[] {order},
                new long[] {Long.MAX_VALUE},
                new String[] {""},
                vector,
                0)));
  }

  /** That the collection goes. */
  void drop() throws Exception {
    job.processElement1(
        new StreamRecord<>(
            new MutationBatch(
                key(),
                "words",
                0,
                0,
                new boolean[0],
                new String[0],
                new OrderKey[0],
                new long[0],
                new long[0],
                new String[0],
                new float[0],
                0,
                Optional.empty(),
                OptionalInt.of(1))));
  }

  /** Takes away what the last checkpoint said of the shard. */
  @SuppressWarnings("unchecked")
  void loseMeta() throws Exception {
    var operator = (ShardOperator) job.getOperator();
    operator.setCurrentKey(key());
    for (var each : ShardState.descriptors()) {
      if (each.getName().equals("shard-meta")) {
        ValueState<Object> meta =
            operator
                .getKeyedStateBackend()
                .getPartitionedState(
                    VoidNamespace.INSTANCE,
                    VoidNamespaceSerializer.INSTANCE,
                    (ValueStateDescriptor<Object>) each);
        meta.clear();
      }
    }
  }

  /** Stops with a canonical savepoint. */
  OperatorSubtaskState stop() throws Exception {
    var operator = job.getOperator();
    operator.prepareSnapshotPreBarrier(1);
    return new OperatorSnapshotFinalizer(
            operator.snapshotState(
                1,
                1,
                new CheckpointOptions(
                    SavepointType.savepoint(SavepointFormatType.CANONICAL),
                    CheckpointStorageLocationReference.getDefault()),
                new MemCheckpointStreamFactory(1 << 22)))
        .getJobManagerOwnedState();
  }

  /** A savepoint as Flink writes it. */
  static String folder(OperatorSubtaskState saved, Path parent) throws Exception {
    Path file = parent.resolve("state");
    OperatorSnapshotUtil.writeStateHandle(saved, file.toString());
    return SavepointFolder.of(
        Files.readAllBytes(file), Files.createDirectory(parent.resolve("savepoint")));
  }

  /** The shards, as a job says what it restored. */
  List<ShardSummary> shards() {
    return ((ShardOperator) job.getOperator())
        .summaries().stream()
            .map(
                each ->
                    new ShardSummary(
                        each.collection(),
                        each.shard(),
                        each.vectors(),
                        each.content().toString(),
                        "%016x".formatted(each.graph())))
            .toList();
  }

  @Override
  public void close() throws Exception {
    job.close();
  }
}
