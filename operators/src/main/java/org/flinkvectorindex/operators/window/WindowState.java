package org.flinkvectorindex.operators.window;

import java.util.List;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.flinkvectorindex.connectors.serde.RecordSerializer;

/**
 * The keyed state of a feed. Names and types are API.
 *
 * @param slices by group and where they start: of counted windows one, of sessions the session
 * @param histories by group and window
 */
public record WindowState(
    ValueState<Groups> groups, MapState<At, Aggregate> slices, MapState<At, History> histories) {

  static final ValueStateDescriptor<Groups> GROUPS =
      new ValueStateDescriptor<>("window-groups", RecordSerializer.checked(GroupsFormat.INSTANCE));

  static final MapStateDescriptor<At, Aggregate> SLICES =
      new MapStateDescriptor<>(
          "window-slices",
          RecordSerializer.checked(AtFormat.INSTANCE),
          RecordSerializer.checked(AggregateFormat.INSTANCE));

  static final MapStateDescriptor<At, History> HISTORIES =
      new MapStateDescriptor<>(
          "window-histories",
          RecordSerializer.checked(AtFormat.INSTANCE),
          RecordSerializer.checked(HistoryFormat.INSTANCE));

  /** All of them, and what is kept beside them of no feed. */
  public static List<StateDescriptor<?, ?>> descriptors() {
    return List.of(GROUPS, SLICES, HISTORIES, EventTime.WATERMARK);
  }

  static WindowState of(KeyedStateStore store) {
    return new WindowState(
        store.getState(GROUPS), store.getMapState(SLICES), store.getMapState(HISTORIES));
  }
}
