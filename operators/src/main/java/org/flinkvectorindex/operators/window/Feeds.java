package org.flinkvectorindex.operators.window;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flinkvectorindex.operators.window.Feed.Slicing;
import org.flinkvectorindex.operators.window.WindowSpec.Kind;

/**
 * The feeds that windows need: those with equal panes and groups share one, so that a vector is
 * aggregated once for a tumbling window of a minute and a sliding one that slides by the minute.
 */
public final class Feeds implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A slice of rows is at most this share of a counted window. */
  private static final int SLICES_A_COUNT = 100;

  private final LinkedHashMap<String, Feed> feeds = new LinkedHashMap<>();

  private Feeds() {}

  public static Feeds of(List<WindowSpec> windows) {
    Feeds all = new Feeds();
    for (WindowSpec window : windows) {
      Slicing slicing = slicing(window);
      String key = key(window, slicing);
      all.feeds.merge(
          key,
          new Feed(
              key,
              window.collection(),
              slicing,
              window.groupBy(),
              window.maxGroups(),
              List.of(window)),
          Feeds::both);
    }
    return all;
  }

  private static Slicing slicing(WindowSpec window) {
    if (window.kind() instanceof Kind.Session session) {
      return new Slicing.Gaps(session.gap().toMillis());
    }
    return window.kind() instanceof Kind.Global count
        ? new Slicing.Rows(Math.max(1, count.count() / SLICES_A_COUNT))
        : new Slicing.Panes(window.slide());
  }

  private static String key(WindowSpec window, Slicing slicing) {
    String what =
        slicing instanceof Slicing.Panes panes ? "panes/" + panes.millis() : "of/" + window.name();
    String by = window.grouped() ? "/" + window.groupBy() : "";
    return window.collection() + "/" + what + by;
  }

  private static Feed both(Feed one, Feed other) {
    List<WindowSpec> windows = new ArrayList<>(one.windows());
    windows.addAll(other.windows());
    return new Feed(
        one.key(),
        one.collection(),
        one.slicing(),
        one.groupBy(),
        Math.max(one.maxGroups(), other.maxGroups()),
        List.copyOf(windows));
  }

  public boolean isEmpty() {
    return feeds.isEmpty();
  }

  /** Those of each collection. */
  Map<String, List<Feed>> byCollection() {
    Map<String, List<Feed>> all = new LinkedHashMap<>();
    for (Feed feed : feeds.values()) {
      all.computeIfAbsent(feed.collection(), name -> new ArrayList<>()).add(feed);
    }
    return all;
  }

  Optional<Feed> find(String key) {
    return Optional.ofNullable(feeds.get(key));
  }

  List<Feed> all() {
    return List.copyOf(feeds.values());
  }
}
