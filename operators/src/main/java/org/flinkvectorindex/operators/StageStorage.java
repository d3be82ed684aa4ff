package org.flinkvectorindex.operators;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.ConfigurableStateBackend;
import org.apache.flink.runtime.state.FullSnapshotResources;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateBackendParametersImpl;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.SavepointSnapshotStrategy;
import org.apache.flink.runtime.state.StateBackendFactory;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.flinkvectorindex.operators.shard.ShardOperator;
import org.flinkvectorindex.operators.window.AggregateWindows;

/**
 * Where the stages keep their keyed state: shards and windows in RocksDB, and on the heap what is
 * only on its way, questions that wait for shards and samples that do.
 *
 * <p>However little there is, a checkpoint of RocksDB waits for the disk a dozen times, for a file
 * of each state, for manifest and folders, beside all others on that disk; and meanwhile no answer
 * goes out. What stays for milliseconds need not be there: its checkpoint on the heap is written
 * beside the records, and is all of it each time, which is a handful.
 *
 * <p>What RocksDB itself wrote of these stages, in releases that kept all of them there, is read by
 * it and handed over, in the format of canonical savepoints.
 */
public final class StageStorage implements ConfigurableStateBackend {
  private static final long serialVersionUID = 1L;

  /**
   * Operators whose state outgrows the heap, or goes by the order of keys that RocksDB has. All
   * that have keyed state, wherever it is, are listed by a test of the job's topology.
   */
  private static final List<Class<?>> IN_ROCKSDB =
      List.of(ShardOperator.class, AggregateWindows.class);

  private final EmbeddedRocksDBStateBackend rocks;
  private final HashMapStateBackend heap;

  /** Unconfigured. */
  public StageStorage() {
    this(new EmbeddedRocksDBStateBackend(), new HashMapStateBackend());
  }

  private StageStorage(EmbeddedRocksDBStateBackend rocks, HashMapStateBackend heap) {
    this.rocks = rocks;
    this.heap = heap;
  }

  /** For Flink's {@code state.backend.type}. */
  public static final class Factory implements StateBackendFactory<StageStorage> {
    @Override
    public StageStorage createFromConfig(ReadableConfig settings, ClassLoader classes) {
      return new StageStorage().configure(settings, classes);
    }
  }

  /** As RocksDB and the heap are configured. */
  @Override
  public StageStorage configure(ReadableConfig settings, ClassLoader classes) {
    return new StageStorage(rocks.configure(settings, classes), heap.configure(settings, classes));
  }

  @Override
  public <K> CheckpointableKeyedStateBackend<K> createKeyedStateBackend(
      KeyedStateBackendParameters<K> operator) throws Exception {
    if (inRocksDb(operator.getOperatorIdentifier())) {
      return rocks.createKeyedStateBackend(operator);
    }
    boolean byRocksDb =
        operator.getStateHandles().stream().anyMatch(IncrementalKeyedStateHandle.class::isInstance);
    return heap.createKeyedStateBackend(
        byRocksDb
            ? new KeyedStateBackendParametersImpl<>(operator).setStateHandles(handedOver(operator))
            : operator);
  }

  /**
   * @param identifier which begins with the simple name of the operator's class
   */
  private static boolean inRocksDb(String identifier) {
    return IN_ROCKSDB.stream()
        .anyMatch(operator -> identifier.startsWith(operator.getSimpleName() + "_"));
  }

  private <K> Collection<KeyedStateHandle> handedOver(KeyedStateBackendParameters<K> operator)
      throws Exception {
    AbstractKeyedStateBackend<K> before = rocks.createKeyedStateBackend(operator);
    try {
      return canonical(before.savepoint().getSnapshotResources());
    } finally {
      before.dispose();
    }
  }

  private static <K> Collection<KeyedStateHandle> canonical(FullSnapshotResources<K> all)
      throws Exception {
    try (CloseableRegistry streams = new CloseableRegistry()) {
      return Stream.ofNullable(
              new SavepointSnapshotStrategy<>(all)
                  .asyncSnapshot(
                      all,
                      0,
                      0,
                      new MemCheckpointStreamFactory(Integer.MAX_VALUE),
                      CheckpointOptions.forCheckpointWithDefaultLocation())
                  .get(streams)
                  .getJobManagerOwnedSnapshot())
          .toList();
    } finally {
      all.release(); // Else RocksDB waits for it for ever while it is closed.
    }
  }

  @Override
  public OperatorStateBackend createOperatorStateBackend(OperatorStateBackendParameters operator)
      throws Exception {
    return heap.createOperatorStateBackend(operator);
  }

  @Override
  public boolean useManagedMemory() {
    return rocks.useManagedMemory();
  }

  @Override
  public boolean supportsNoClaimRestoreMode() {
    return true;
  }

  @Override
  public boolean supportsSavepointFormat(SavepointFormatType format) {
    return true;
  }
}
