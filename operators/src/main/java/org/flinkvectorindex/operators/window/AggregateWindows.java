package org.flinkvectorindex.operators.window;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.connectors.serde.WindowStatisticsFormat;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.window.Feed.Slicing;

/**
 * Puts slices together to windows, keyed by feed, and emits each when the watermark has passed its
 * end, and again when late slices are added to it. Changes and refusals are the first input, and
 * its watermark is that of windows; what was asked is the second, whose watermark says nothing
 * about vectors.
 *
 * <p>Flink's own window operator has one lateness and one assigner an operator, so it would take an
 * operator with a database of its own for each window that is configured; and it adds a record to
 * each sliding window that it is in, which panes avoid. Here one operator has all windows, and they
 * may come and go with the configuration.
 */
public final class AggregateWindows extends AbstractStreamOperator<WindowStatistics>
    implements TwoInputStreamOperator<Slice, Slice, WindowStatistics>,
        Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  /** Of records that came after their windows had passed. */
  public static final OutputTag<WindowStatistics> LATE =
      new OutputTag<>("late", new RecordTypeInfo<>(WindowStatisticsFormat.INSTANCE));

  private final Feeds feeds;
  private transient WindowState state;
  private transient EventTime eventTime;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient Map<WindowSpec, WindowMetrics> metricsOf;
  private transient Counter unknown;

  public AggregateWindows(Feeds feeds) {
    this.feeds = feeds;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state = WindowState.of(context.getKeyedStateStore());
    eventTime = EventTime.of(context.getOperatorStateStore());
  }

  @Override
  public void open() throws Exception {
    super.open();
    timers = getInternalTimerService("windows", VoidNamespaceSerializer.INSTANCE, this);
    unknown = StageMetric.UNKNOWN_WINDOWS.counter(getMetricGroup());
    metricsOf = new HashMap<>();
    for (Feed feed : feeds.all()) {
      for (WindowSpec window : feed.windows()) {
        metricsOf.put(window, new WindowMetrics(getMetricGroup(), window));
      }
    }
    resume();
  }

  private void resume() throws Exception {
    Set<String> stored = keys(WindowState.GROUPS);
    for (String key : stored) {
      Optional<Feed> feed = feeds.find(key);
      if (feed.isEmpty()) {
        continue; // Goes with its next timer.
      }
      setCurrentKey(key);
      StoredWindows.require(key, state);
      for (String group : state.groups().value().names()) {
        Desk desk = desk(feed.get(), group);
        if (feed.get().slicing() instanceof Slicing.Gaps) {
          new SessionWindows(feed.get()).resume(desk);
        } else if (feed.get().slicing() instanceof Slicing.Panes panes) {
          new PaneWindows(feed.get(), panes).resume(desk);
        }
      }
    }
    Set<String> others = keys(WindowState.SLICES);
    others.addAll(keys(WindowState.HISTORIES));
    others.removeAll(stored);
    for (String key : others) {
      if (feeds.find(key).isPresent()) {
        setCurrentKey(key);
        StoredWindows.require(key, state); // Which has lost its groups.
      }
    }
  }

  /** Feeds of this subtask that have such state. */
  private Set<String> keys(StateDescriptor<?, ?> of) {
    try (Stream<String> keys =
        this.<String>getKeyedStateBackend().getKeys(of.getName(), VoidNamespace.INSTANCE)) {
      return keys.collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Override
  public void processElement1(StreamRecord<Slice> element) throws Exception {
    add(element.getValue());
  }

  @Override
  public void processElement2(StreamRecord<Slice> element) throws Exception {
    add(element.getValue());
  }

  private void add(Slice slice) throws Exception {
    Optional<Feed> found = feeds.find(slice.feed());
    if (found.isEmpty()) {
      // On its way in a checkpoint, and its windows are configured no more.
      unknown.inc(slice.aggregate().records);
      return;
    }
    Feed feed = found.get();
    Desk desk = desk(feed, group(feed, slice.group()));
    if (feed.slicing() instanceof Slicing.Panes panes) {
      new PaneWindows(feed, panes).add(slice, desk);
    } else if (feed.slicing() instanceof Slicing.Gaps) {
      new SessionWindows(feed).add(slice, desk);
    } else {
      new GlobalWindows(feed).add(slice, desk);
    }
  }

  private Desk desk(Feed feed, String group) {
    return new GroupDesk(feed, group, state, eventTime, timers, output, metricsOf);
  }

  private String group(Feed feed, String value) throws Exception {
    Groups groups = state.groups().value();
    Groups held = groups == null ? Groups.NONE : groups;
    String group = !feed.grouped() || held.takes(value, feed.maxGroups()) ? value : Groups.OTHER;
    Groups now = held.with(group);
    if (now != held) {
      state.groups().update(now);
    }
    return group;
  }

  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    eventTime.passed(mark.getTimestamp());
    processWatermark(mark);
  }

  /** What was asked doesn't say how far the vectors are. */
  @Override
  public void processWatermark2(Watermark mark) {}

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    Optional<Feed> feed = feeds.find(timer.getKey());
    if (feed.isEmpty()) {
      state.groups().clear();
      state.slices().clear();
      state.histories().clear();
      return;
    }
    Groups groups = state.groups().value();
    if (groups == null) {
      return; // Set before the windows were not configured for a time, and cleared then.
    }
    for (String group : groups.names()) {
      Desk desk = desk(feed.get(), group);
      if (feed.get().slicing() instanceof Slicing.Panes panes) {
        new PaneWindows(feed.get(), panes).wake(timer.getTimestamp(), desk);
      } else if (feed.get().slicing() instanceof Slicing.Gaps) {
        new SessionWindows(feed.get()).wake(timer.getTimestamp(), desk);
      }
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("no timer of this kind was set");
  }
}
