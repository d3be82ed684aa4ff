package org.flinkvectorindex.connectors.record;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flinkvectorindex.connectors.record.WindowStatistics.Counts;
import org.flinkvectorindex.connectors.record.WindowStatistics.Drift;
import org.flinkvectorindex.connectors.record.WindowStatistics.Estimate;
import org.flinkvectorindex.connectors.record.WindowStatistics.Frequent;
import org.flinkvectorindex.connectors.record.WindowStatistics.Group;
import org.flinkvectorindex.connectors.record.WindowStatistics.Kind;
import org.flinkvectorindex.connectors.record.WindowStatistics.Moments;
import org.flinkvectorindex.connectors.record.WindowStatistics.Place;
import org.flinkvectorindex.connectors.record.WindowStatistics.Quantiles;
import org.flinkvectorindex.connectors.record.WindowStatistics.Recall;
import org.flinkvectorindex.connectors.record.WindowStatistics.Standing;

/** A window of which everything is known, and one of which nothing is. */
public final class StatisticsSamples {
  private StatisticsSamples() {}

  public static WindowStatistics full(Standing standing, long records) {
    Quantiles quantiles = new Quantiles(4, 1, 2, 3, 4, 5);
    return new WindowStatistics(
        new Place("words", "w", Kind.SLIDING, Optional.of(new Group("lang", "en")), 10, 20, 11, 19),
        standing,
        records,
        new Counts(1, 2, 3, Map.of("STALE", 4L), 5, 6),
        Optional.of(new Estimate(7, 6.5, 7.5)),
        Optional.of(quantiles),
        Optional.of(quantiles),
        Optional.of(quantiles),
        Optional.of(new Moments(3, new float[] {1, 2}, new float[] {4, 5})),
        Optional.of(new Drift(0.5, 0.25, 0)),
        Optional.of(new Drift(0.5, 1.5, 5)),
        List.of(new Frequent("hash", 8, 1)),
        List.of(new Frequent("king", 9, 0)),
        Optional.of(new Recall(0.75, 0.5, 1, 12)));
  }

  public static WindowStatistics bare(Kind kind, Standing standing) {
    return new WindowStatistics(
        new Place("words", "w", kind, Optional.empty(), 10, 20, 11, 19),
        standing,
        1,
        new Counts(0, 0, 0, Map.of(), 1, 0),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty());
  }
}
