package org.flinkvectorindex.operators.window;

import java.util.Optional;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.record.WindowStatistics.Drift;
import org.flinkvectorindex.connectors.record.WindowStatistics.Group;
import org.flinkvectorindex.connectors.record.WindowStatistics.Place;
import org.flinkvectorindex.connectors.record.WindowStatistics.Standing;
import org.flinkvectorindex.operators.window.WindowSpec.Kind;

/** What an aggregate says. */
final class Report {
  private Report() {}

  static WindowStatistics of(
      Place place,
      Standing standing,
      Aggregate held,
      Optional<Drift> fromReference,
      Optional<Drift> fromPrevious) {
    return new WindowStatistics(
        place,
        standing,
        held.records,
        held.counts(),
        held.ids.estimate(),
        held.norms.quantiles(),
        held.lags.quantiles(),
        held.latencies.quantiles(),
        held.vectors.moments(),
        fromReference,
        fromPrevious,
        held.topQueries.top(),
        held.topHits.top(),
        held.recall.recall());
  }

  static Place place(
      Feed feed, String group, WindowSpec window, long start, long end, Aggregate held) {
    return new Place(
        feed.collection(),
        window.name(),
        kind(window.kind()),
        feed.grouped() ? Optional.of(new Group(feed.groupBy(), group)) : Optional.empty(),
        start,
        end,
        held.firstTs,
        held.lastTs);
  }

  private static WindowStatistics.Kind kind(Kind kind) {
    if (kind instanceof Kind.Tumbling) {
      return WindowStatistics.Kind.TUMBLING;
    }
    if (kind instanceof Kind.Sliding) {
      return WindowStatistics.Kind.SLIDING;
    }
    return kind instanceof Kind.Session
        ? WindowStatistics.Kind.SESSION
        : WindowStatistics.Kind.GLOBAL;
  }
}
