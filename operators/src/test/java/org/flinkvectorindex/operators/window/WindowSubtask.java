package org.flinkvectorindex.operators.window;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.connectors.serde.WindowStatisticsFormat;
import org.flinkvectorindex.operators.Samples;
import org.flinkvectorindex.operators.SavepointBytes;

/** Both ends of the shuffle: what summarizes and what makes windows, over RocksDB. */
final class WindowSubtask implements AutoCloseable {
  private static final int MAX = Samples.MAX_PARALLELISM;

  private final int parallelism;
  private final int index;
  private Feeds feeds;
  private final List<WindowStatistics> windows = new ArrayList<>();
  private final List<WindowStatistics> late = new ArrayList<>();
  private OneInputStreamOperatorTestHarness<Change, Slice> changes;
  private OneInputStreamOperatorTestHarness<Result, Slice> answers;
  private KeyedTwoInputStreamOperatorTestHarness<String, Slice, Slice, WindowStatistics> operator;
  private long checkpoints;

  /** Where incremental checkpoints are; null for others, in memory. */
  private Path dir;

  WindowSubtask(WindowSpec... specs) throws Exception {
    this(1, 0, Feeds.of(List.of(specs)), null);
  }

  /** With a file for each state in a checkpoint. */
  static WindowSubtask incremental(Path dir, WindowSpec spec) throws Exception {
    WindowSubtask subtask = new WindowSubtask(spec);
    subtask.close();
    subtask.dir = dir;
    subtask.open(null);
    return subtask;
  }

  private WindowSubtask(int parallelism, int index, Feeds feeds, OperatorSubtaskState state)
      throws Exception {
    this.parallelism = parallelism;
    this.index = index;
    this.feeds = feeds;
    open(state);
  }

  /** Two, of which the first has the window. */
  static List<WindowSubtask> two(WindowSpec spec) throws Exception {
    Feeds feeds = Feeds.of(List.of(spec));
    int has = KeyGroupRangeAssignment.assignKeyToParallelOperator(feeds.all().get(0).key(), MAX, 2);
    return List.of(
        new WindowSubtask(2, has, feeds, null), new WindowSubtask(2, 1 - has, feeds, null));
  }

  /** One with what these two had at a checkpoint. */
  static WindowSubtask inPlaceOf(List<WindowSubtask> two) throws Exception {
    OperatorSubtaskState[] states = new OperatorSubtaskState[2];
    for (WindowSubtask each : two) {
      states[each.index] = each.checkpoint();
    }
    return new WindowSubtask(
        1,
        0,
        two.get(0).feeds,
        AbstractStreamOperatorTestHarness.repartitionOperatorState(
            AbstractStreamOperatorTestHarness.repackageState(states), MAX, 2, 1, 0));
  }

  private void open(OperatorSubtaskState state) throws Exception {
    changes = new OneInputStreamOperatorTestHarness<>(Summarize.changes(feeds));
    changes.setup(new RecordSerializer<>(SliceFormat.INSTANCE));
    changes.open();
    answers = new OneInputStreamOperatorTestHarness<>(Summarize.answers(feeds));
    answers.setup(new RecordSerializer<>(SliceFormat.INSTANCE));
    answers.open();
    operator =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new AggregateWindows(feeds),
            Slice::feed,
            Slice::feed,
            Types.STRING,
            MAX,
            parallelism,
            index);
    operator.setStateBackend(new EmbeddedRocksDBStateBackend(dir != null));
    if (dir != null) {
      operator.setCheckpointStorage(new FileSystemCheckpointStorage(dir.toUri(), 0));
    }
    operator.setup(new RecordSerializer<>(WindowStatisticsFormat.INSTANCE));
    if (state != null) {
      operator.initializeState(state);
    }
    operator.open();
  }

  /** Now, in processing time. */
  void clock(long millis) throws Exception {
    changes.setProcessingTime(millis);
    answers.setProcessingTime(millis);
    pass();
  }

  void change(Change change) throws Exception {
    changes.processElement(new StreamRecord<>(change, change.ts()));
    pass();
  }

  void answer(Result answer) throws Exception {
    answers.processElement(new StreamRecord<>(answer));
    answers.endInput();
    pass();
  }

  void watermark(long ts) throws Exception {
    changes.processWatermark(new Watermark(ts));
    pass();
    operator.processWatermark1(new Watermark(ts));
    collect();
  }

  private void pass() throws Exception {
    for (Slice slice : changes.extractOutputValues()) {
      operator.processElement1(new StreamRecord<>(slice));
    }
    for (Slice slice : answers.extractOutputValues()) {
      operator.processElement2(new StreamRecord<>(slice));
    }
    changes.getOutput().clear();
    answers.getOutput().clear();
    collect();
  }

  private void collect() {
    windows.addAll(operator.extractOutputValues());
    operator.getOutput().clear();
    var side = operator.getSideOutput(AggregateWindows.LATE);
    while (side != null && !side.isEmpty()) {
      late.add(side.poll().getValue());
    }
  }

  /** A checkpoint, a failure and a restore. What was not in the checkpoint is gone. */
  void failAndRestore() throws Exception {
    restart(feeds);
  }

  /** A stop, and a start with other windows. */
  void restartWith(WindowSpec... specs) throws Exception {
    restart(Feeds.of(List.of(specs)));
  }

  private void restart(Feeds next) throws Exception {
    OperatorSubtaskState state = checkpoint();
    close();
    feeds = next;
    open(state);
  }

  OperatorSubtaskState checkpoint() throws Exception {
    changes.prepareSnapshotPreBarrier(++checkpoints);
    answers.prepareSnapshotPreBarrier(checkpoints);
    pass();
    return operator.snapshot(checkpoints, checkpoints);
  }

  /** A stop, and a start from what a release would have written that had no checksums in state. */
  void restartFromBefore() throws Exception {
    OperatorSubtaskState state = checkpoint();
    close();
    try (var before =
        new KeyedOneInputStreamOperatorTestHarness<String, String, String>(
            new Unchecked(), key -> key, Types.STRING, MAX, 1, 0)) {
      before.setStateBackend(new EmbeddedRocksDBStateBackend(false));
      before.initializeState(state);
      before.open();
      for (Feed feed : feeds.all()) {
        before.processElement(new StreamRecord<>(feed.key()));
      }
      state = before.snapshot(checkpoints, checkpoints);
    }
    open(state);
  }

  /** Writes the state of a feed as it was written before. */
  private static final class Unchecked extends AbstractStreamOperator<String>
      implements OneInputStreamOperator<String, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(StreamRecord<String> feed) throws Exception {
      rewrite("window-slices", AggregateFormat.INSTANCE);
      rewrite("window-histories", HistoryFormat.INSTANCE);
    }

    private <V> void rewrite(String name, RecordFormat<V> format) throws Exception {
      MapState<At, V> state =
          getKeyedStateStore()
              .getMapState(
                  new MapStateDescriptor<>(
                      name,
                      new RecordSerializer<>(AtFormat.INSTANCE),
                      new RecordSerializer<>(format)));
      Map<At, V> all = new HashMap<>();
      state.entries().forEach(each -> all.put(each.getKey(), each.getValue()));
      state.clear();
      state.putAll(all);
    }
  }

  SavepointBytes savepoint() throws Exception {
    changes.prepareSnapshotPreBarrier(++checkpoints);
    answers.prepareSnapshotPreBarrier(checkpoints);
    pass();
    return SavepointBytes.of(operator.getOperator());
  }

  /** A start from that, with the same windows. */
  void startFrom(SavepointBytes savepoint) throws Exception {
    startFrom(savepoint.state());
  }

  void startFrom(OperatorSubtaskState state) throws Exception {
    close();
    open(state);
  }

  /** Groups of a feed in state. */
  Groups groups(String feed) throws Exception {
    AbstractStreamOperator<?> windows = (AbstractStreamOperator<?>) operator.getOperator();
    windows.setCurrentKey(feed);
    return windows
        .getKeyedStateBackend()
        .getPartitionedState(
            VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, WindowState.GROUPS)
        .value();
  }

  /** Slices of a feed in state. */
  int stored(String feed) throws Exception {
    AbstractStreamOperator<?> windows = (AbstractStreamOperator<?>) operator.getOperator();
    windows.setCurrentKey(feed);
    MapState<At, Aggregate> slices =
        windows
            .getKeyedStateBackend()
            .getPartitionedState(
                VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, WindowState.SLICES);
    int count = 0;
    for (At ignored : slices.keys()) {
      count++;
    }
    return count;
  }

  List<WindowStatistics> windows() {
    return windows;
  }

  List<WindowStatistics> late() {
    return late;
  }

  @Override
  public void close() throws Exception {
    changes.close();
    answers.close();
    operator.close();
  }
}
