package org.flinkvectorindex.benchmarks.ann;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Queries a second against recall, as measured with several efforts. */
final class RecallCurve {
  private final List<Point> points = new ArrayList<>();

  private record Point(double recall, double rate) {}

  /**
   * @param rate queries a second
   * @param atLeast whether the least effort already gave a higher recall, so that the rate at this
   *     recall would be higher still
   */
  record Reached(double rate, boolean atLeast) {}

  void add(double recall, double rate) {
    points.add(new Point(recall, rate));
  }

  /**
   * The rate at a recall: between two efforts the logarithm of the rate is taken to be linear in
   * recall; an effort with a higher recall that is faster than that counts instead. Empty where no
   * effort reached it.
   */
  Optional<Reached> at(double recall) {
    List<Point> sorted =
        points.stream()
            .sorted(Comparator.comparingDouble(Point::recall).thenComparing(Point::rate))
            .toList();
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < sorted.size(); i++) {
      Point high = sorted.get(i);
      if (high.recall() >= recall) {
        best = Math.max(best, high.rate());
        if (i > 0 && sorted.get(i - 1).recall() < recall && high.recall() > recall) {
          best = Math.max(best, between(sorted.get(i - 1), high, recall));
        }
      }
    }
    return best == Double.NEGATIVE_INFINITY
        ? Optional.empty()
        : Optional.of(new Reached(best, sorted.get(0).recall() > recall));
  }

  private static double between(Point low, Point high, double recall) {
    double share = (recall - low.recall()) / (high.recall() - low.recall());
    return Math.exp(Math.log(low.rate()) * (1 - share) + Math.log(high.rate()) * share);
  }
}
