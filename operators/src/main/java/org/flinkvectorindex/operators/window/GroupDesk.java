package org.flinkvectorindex.operators.window;

import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.record.WindowStatistics.Drift;
import org.flinkvectorindex.connectors.record.WindowStatistics.Moments;
import org.flinkvectorindex.connectors.record.WindowStatistics.Standing;
import org.flinkvectorindex.operators.window.WindowSpec.Kind;

/**
 * Makes statistics of the windows of one group, and keeps their history. The feed's key is current.
 */
record GroupDesk(
    Feed feed,
    String group,
    WindowState state,
    EventTime eventTime,
    InternalTimerService<VoidNamespace> timers,
    Output<StreamRecord<WindowStatistics>> output,
    Map<WindowSpec, WindowMetrics> metricsOf)
    implements Desk {

  @Override
  public long watermark() {
    return eventTime.watermark();
  }

  @Override
  public void wake(long ts) {
    timers.registerEventTimeTimer(VoidNamespace.INSTANCE, ts);
  }

  @Override
  public void emit(WindowSpec window, long start, long end, Aggregate held) throws Exception {
    At at = At.history(group, window.name());
    History stored = state.histories().get(at);
    History history = stored == null ? History.beginning(held.firstTs) : stored;
    Optional<Moments> moments = held.vectors.moments();
    int revision = history.at(start).map(before -> before.revision() + 1).orElse(0);
    WindowStatistics statistics =
        Report.of(
            Report.place(feed, group, window, start, end, held),
            new Standing.Revision(revision),
            held,
            drift(moments, history.reference().filter(it -> it.start() != start)),
            drift(moments, history.before(start)));
    boolean timed = window.kind() instanceof Kind.Tumbling || window.kind() instanceof Kind.Sliding;
    state
        .histories()
        .put(
            at,
            history.with(
                new History.Emitted(start, end, revision, moments),
                !timed || start >= history.begun(),
                keptFrom(window, end)));
    metricsOf.get(window).emitted(statistics);
    output.collect(new StreamRecord<>(statistics));
  }

  @Override
  public boolean told(WindowSpec window, long start, long end) throws Exception {
    History history = state.histories().get(At.history(group, window.name()));
    return history != null && history.at(start).filter(it -> it.end() == end).isPresent();
  }

  private Optional<Drift> drift(Optional<Moments> now, Optional<History.Emitted> then) {
    return now.isEmpty() || then.isEmpty() || then.get().moments().isEmpty()
        ? Optional.empty()
        : Optional.of(Drifts.between(now.get(), then.get().moments().get(), then.get().start()));
  }

  /** Of windows that may be emitted again, and those that the next are compared with. */
  private long keptFrom(WindowSpec window, long end) {
    return window.kind() instanceof Kind.Global
        ? Long.MAX_VALUE
        : Math.min(watermark() - window.latenessMillis(), end - window.size() - window.slide());
  }

  @Override
  public void late(WindowSpec window, long start, long end, Aggregate held) {
    metricsOf.get(window).late(held.records);
    output.collect(
        AggregateWindows.LATE,
        new StreamRecord<>(
            Report.of(
                Report.place(feed, group, window, start, end, held),
                new Standing.Late(),
                held,
                Optional.empty(),
                Optional.empty())));
  }

  @Override
  public void replaced(WindowSpec window, long start, long end, long by, Aggregate held)
      throws Exception {
    At at = At.history(group, window.name());
    History history = state.histories().get(at);
    if (history == null || history.at(start).isEmpty()) {
      return; // Nobody was told of it.
    }
    state.histories().put(at, history.without(start));
    output.collect(
        new StreamRecord<>(
            Report.of(
                Report.place(feed, group, window, start, end, held),
                new Standing.ReplacedBy(by),
                held,
                Optional.empty(),
                Optional.empty())));
  }
}
