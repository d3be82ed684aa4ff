package org.flinkvectorindex.operators.shard;

import java.util.List;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.index.id.IdHash;

/**
 * The keyed state of a shard: what is under the key that is current. Names and types are API.
 *
 * @param vectors by slot, deleted ones that are still navigated through included
 * @param log the graph's redo log by sequence number
 * @param pages images of the graph's pages by number
 * @param tombstones deletes by the hash of their id
 * @param tombstoneTimes the same by age: in RocksDB the oldest first
 */
public record ShardState(
    MapState<Integer, VectorRecord> vectors,
    MapState<Long, byte[]> log,
    MapState<Integer, byte[]> pages,
    MapState<IdHash, Tombstone> tombstones,
    MapState<TombstoneTime, Boolean> tombstoneTimes,
    ValueState<ShardMeta> meta) {

  static final MapStateDescriptor<Integer, VectorRecord> VECTORS =
      new MapStateDescriptor<>(
          "vectors", IntSerializer.INSTANCE, RecordSerializer.checked(VectorRecordFormat.INSTANCE));

  static final MapStateDescriptor<Long, byte[]> GRAPH_LOG =
      new MapStateDescriptor<>(
          "graph-log", LongSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);

  static final MapStateDescriptor<Integer, byte[]> GRAPH_PAGES =
      new MapStateDescriptor<>(
          "graph-pages", IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);

  static final MapStateDescriptor<IdHash, Tombstone> TOMBSTONES =
      new MapStateDescriptor<>(
          "tombstones",
          new RecordSerializer<>(IdHashFormat.INSTANCE),
          RecordSerializer.checked(TombstoneFormat.INSTANCE));

  static final MapStateDescriptor<TombstoneTime, Boolean> TOMBSTONE_TIMES =
      new MapStateDescriptor<>(
          "tombstone-times",
          new RecordSerializer<>(TombstoneTimeFormat.INSTANCE),
          BooleanSerializer.INSTANCE);

  static final ValueStateDescriptor<ShardMeta> SHARD_META =
      new ValueStateDescriptor<>("shard-meta", new RecordSerializer<>(ShardMetaFormat.INSTANCE));

  /**
   * What every subtask has heard of collections that come and go; nothing where there is no
   * control.
   */
  public static StateDescriptor<?, ?> heard() {
    return ShardDirectory.HEARD;
  }

  /** All of a shard. */
  public static List<StateDescriptor<?, ?>> descriptors() {
    return List.of(VECTORS, GRAPH_LOG, GRAPH_PAGES, TOMBSTONES, TOMBSTONE_TIMES, SHARD_META);
  }

  /** Whether nothing is known under the current key but, perhaps, what the last checkpoint said. */
  boolean isEmptyButForMeta() throws Exception {
    return vectors.isEmpty() && isEmptyButForVectorsAndMeta();
  }

  /** The same, vectors left aside. */
  boolean isEmptyButForVectorsAndMeta() throws Exception {
    return log.isEmpty() && pages.isEmpty() && tombstones.isEmpty() && tombstoneTimes.isEmpty();
  }

  /** Forgets the shard whose key is current. */
  void clear() {
    vectors.clear();
    log.clear();
    pages.clear();
    tombstones.clear();
    tombstoneTimes.clear();
    meta.clear();
  }

  static ShardState of(KeyedStateStore store) {
    return new ShardState(
        store.getMapState(VECTORS),
        store.getMapState(GRAPH_LOG),
        store.getMapState(GRAPH_PAGES),
        store.getMapState(TOMBSTONES),
        store.getMapState(TOMBSTONE_TIMES),
        store.getState(SHARD_META));
  }
}
