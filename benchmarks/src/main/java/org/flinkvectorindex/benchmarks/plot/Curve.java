package org.flinkvectorindex.benchmarks.plot;

import java.util.ArrayList;
import java.util.List;

/** A line of a plot: points in the order in which they were measured. */
record Curve(String name, List<Double> xs, List<Double> ys) {

  Curve(String name) {
    this(name, new ArrayList<>(), new ArrayList<>());
  }

  void add(double x, double y) {
    xs.add(x);
    ys.add(y);
  }

  /** The points whose x is not less. */
  Curve from(double least) {
    Curve kept = new Curve(name);
    for (int i = 0; i < xs.size(); i++) {
      if (xs.get(i) >= least) {
        kept.add(xs.get(i), ys.get(i));
      }
    }
    return kept;
  }
}
