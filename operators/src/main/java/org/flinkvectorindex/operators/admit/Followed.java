package org.flinkvectorindex.operators.admit;

import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Directory;
import org.flinkvectorindex.operators.collection.DirectoryFormat;

/**
 * The collections as a stage has them that follows the directory, which is in broadcast state. Each
 * directory replaces the one before, so it doesn't matter what was missed between.
 */
final class Followed {
  /** The last directory, under {@link #ONLY}. */
  static final MapStateDescriptor<Integer, Directory> DIRECTORY =
      new MapStateDescriptor<>(
          "directory", IntSerializer.INSTANCE, RecordSerializer.checked(DirectoryFormat.INSTANCE));

  private static final int ONLY = 0;

  private final Catalog configured;
  private volatile long changes;
  private Catalog current;

  Followed(Catalog configured, MetricGroup group) {
    this.configured = configured;
    StageMetric.DIRECTORY_CHANGES.gauge(group, () -> changes);
  }

  Catalog current(ReadOnlyBroadcastState<Integer, Directory> state) throws Exception {
    if (current == null) {
      take(held(state));
    }
    return current;
  }

  /** Takes a newer one; what was known before. */
  Directory follow(Directory newer, BroadcastState<Integer, Directory> state) throws Exception {
    Directory before = held(state);
    if (newer.changes() > before.changes()) {
      state.put(ONLY, newer);
      take(newer);
    }
    return before;
  }

  /**
   * In a job without control records: should it have some again, from another topic, what it had
   * followed before would be taken for newer.
   */
  static void forget(OperatorStateStore store) throws Exception {
    store.getBroadcastState(DIRECTORY).clear();
  }

  private void take(Directory directory) {
    current = configured.with(directory);
    changes = directory.changes();
  }

  private static Directory held(ReadOnlyBroadcastState<Integer, Directory> state) throws Exception {
    Directory held = state.get(ONLY);
    if (held != null) {
      return held;
    }
    for (var other : state.immutableEntries()) {
      throw new IllegalStateException(
          "state %s has key %s, allowed: %d".formatted(DIRECTORY.getName(), other.getKey(), ONLY));
    }
    return Directory.EMPTY;
  }
}
