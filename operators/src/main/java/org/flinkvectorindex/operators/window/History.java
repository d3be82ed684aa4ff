package org.flinkvectorindex.operators.window;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.flinkvectorindex.connectors.record.WindowStatistics.Moments;

/**
 * What must be known of the windows that were emitted: their revisions, and what later ones are
 * compared with.
 *
 * @param begun least event time in the first window emitted: one that starts earlier is incomplete
 * @param reference the first complete window with enough vectors
 * @param emitted by start
 */
record History(long begun, Optional<Emitted> reference, List<Emitted> emitted) {
  /** Vectors that a reference has at least: fewer say too little to be compared with for ever. */
  static final int LEAST_VECTORS = 100;

  record Emitted(long start, long end, int revision, Optional<Moments> moments) {}

  static History beginning(long ts) {
    return new History(ts, Optional.empty(), List.of());
  }

  Optional<Emitted> at(long start) {
    return emitted.stream().filter(each -> each.start() == start).findFirst();
  }

  /** The last window that ended before this one started, if it had vectors. */
  Optional<Emitted> before(long start) {
    return emitted.stream()
        .filter(each -> each.end() <= start)
        .max(Comparator.comparingLong(Emitted::end))
        .filter(each -> each.moments().isPresent());
  }

  Optional<Emitted> newest() {
    return emitted.isEmpty() ? Optional.empty() : Optional.of(emitted.get(emitted.size() - 1));
  }

  /**
   * @param complete whether it may become the reference
   * @param keptFrom those that end earlier are forgotten, but for the newest
   */
  History with(Emitted window, boolean complete, long keptFrom) {
    List<Emitted> all = new ArrayList<>(emitted);
    all.removeIf(each -> each.start() == window.start());
    all.add(window);
    all.sort(Comparator.comparingLong(Emitted::start));
    Emitted newest = all.get(all.size() - 1);
    all.removeIf(each -> each.end() < keptFrom && each != newest);
    boolean first =
        reference.isEmpty()
            && complete
            && window.moments().filter(it -> it.count() >= LEAST_VECTORS).isPresent();
    return new History(begun, first ? Optional.of(window) : reference, List.copyOf(all));
  }

  History without(long start) {
    return new History(
        begun, reference, emitted.stream().filter(each -> each.start() != start).toList());
  }
}
