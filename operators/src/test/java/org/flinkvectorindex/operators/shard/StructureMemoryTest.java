package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.MAX_PARALLELISM;
import static org.flinkvectorindex.operators.Samples.RETENTION;
import static org.flinkvectorindex.operators.Samples.catalog;
import static org.flinkvectorindex.operators.Samples.put;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that restores a shard into another structure needs the memory for one of them. */
class StructureMemoryTest {
  private static final int DIMENSION = 8192;
  private static final int VECTORS = 2000;
  private static final long SHARD = 4L * DIMENSION * VECTORS;

  @TempDir Path dir;

  @Test
  void theOldStructureGoesBeforeTheNewOneComes() throws Exception {
    ShardSubtasks.Checkpoint checkpoint;
    try (ShardSubtasks shards = ShardSubtasks.start(of(new Structure.Flat()), 1, dir)) {
      for (int i = 0; i < VECTORS; i++) {
        float[] vector = new float[DIMENSION];
        vector[i] = 0.5f; // Whole numbers would be held in a byte each.
        shards.apply(put("id" + i, i, vector));
      }
      checkpoint = shards.checkpoint(1);
    }
    Catalog graph = of(new Structure.Hnsw(8, 40));
    List<Long> used = new ArrayList<>();
    try (var reader =
        new KeyedOneInputStreamOperatorTestHarness<String, String, String>(
            new Reader(graph.get("words").spec(), used),
            key -> key,
            Types.STRING,
            MAX_PARALLELISM,
            1,
            0)) {
      reader.setStateBackend(new EmbeddedRocksDBStateBackend(true));
      reader.setCheckpointStorage(new FileSystemCheckpointStorage(dir.toUri()));
      reader.initializeState(checkpoint.state());
      reader.open();
      reader.processElement(new StreamRecord<>(graph.get("words").keys().key(0)));
    }
    assertThat(used).as("vectors are read once for each structure").hasSize(3);
    assertThat(used.get(2) - used.get(1))
        .as("what the new one takes more")
        .isGreaterThan(SHARD / 2);
  }

  private static Catalog of(Structure structure) {
    return catalog(
        new CollectionSpec(
            "words",
            1,
            Order.TIME,
            new IndexSpec(structure, DIMENSION, Metric.L2, 0.5),
            40,
            RETENTION));
  }

  /** Restores a shard, and measures the heap when that begins to read vectors, and in the end. */
  private static final class Reader extends AbstractStreamOperator<String>
      implements OneInputStreamOperator<String, String> {
    private static final long serialVersionUID = 1L;

    private final transient CollectionSpec spec;
    private final transient List<Long> used;
    private transient ShardState state;

    Reader(CollectionSpec spec, List<Long> used) {
      this.spec = spec;
      this.used = used;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
      super.initializeState(context);
      ShardState stored = ShardState.of(context.getKeyedStateStore());
      state =
          new ShardState(
              measuring(stored.vectors()),
              stored.log(),
              stored.pages(),
              stored.tombstones(),
              stored.tombstoneTimes(),
              stored.meta());
    }

    @SuppressWarnings("unchecked")
    private MapState<Integer, VectorRecord> measuring(MapState<Integer, VectorRecord> vectors) {
      return (MapState<Integer, VectorRecord>)
          Proxy.newProxyInstance(
              Reader.class.getClassLoader(),
              new Class<?>[] {MapState.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("entries")) {
                  used.add(usedHeap());
                }
                try {
                  return method.invoke(vectors, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    private static long usedHeap() {
      System.gc();
      Runtime java = Runtime.getRuntime();
      return java.totalMemory() - java.freeMemory();
    }

    @Override
    public void processElement(StreamRecord<String> key) throws Exception {
      ShardRestore.Restored restored = ShardRestore.restore(spec, 0, state, state.meta().value());
      used.add(usedHeap());
      assertThat(restored.shard().index().size()).isEqualTo(VECTORS);
    }
  }
}
