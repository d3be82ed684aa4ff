package org.flinkvectorindex.operators.window;

import org.flinkvectorindex.operators.window.Feed.Slicing;

/**
 * Tumbling and sliding windows: a slice is a pane, and a window the panes between its start and its
 * end, put together when it is emitted. A pane is kept until the last window that it is in has
 * passed, with that window's lateness.
 */
final class PaneWindows {
  private final Feed feed;
  private final long pane;

  PaneWindows(Feed feed, Slicing.Panes panes) {
    this.feed = feed;
    this.pane = panes.millis();
  }

  void add(Slice slice, Desk desk) throws Exception {
    long start = slice.start();
    boolean wanted = false;
    for (WindowSpec window : feed.windows()) {
      if (expiry(start, window) > desk.watermark()) {
        wanted = true;
      } else {
        desk.late(window, start, start + window.size(), slice.aggregate());
      }
    }
    if (!wanted) {
      return;
    }
    At at = At.slice(desk.group(), start);
    Aggregate held = desk.state().slices().get(at);
    desk.state().slices().put(at, held == null ? slice.aggregate() : held.merge(slice.aggregate()));
    desk.wake(expiry(start));
    for (WindowSpec window : feed.windows()) {
      for (long from = start - window.size() + pane; from <= start; from += pane) {
        long last = from + window.size() - 1;
        if (last > desk.watermark()) {
          desk.wake(last);
        } else if (last + window.latenessMillis() > desk.watermark()) {
          emit(window, from, desk);
        }
      }
    }
  }

  void wake(long ts, Desk desk) throws Exception {
    for (WindowSpec window : feed.windows()) {
      long from = ts + 1 - window.size();
      if (Math.floorMod(from, pane) == 0) {
        emit(window, from, desk);
      }
    }
    expire(ts, desk);
    expire(ts - 1, desk);
  }

  private void expire(long ts, Desk desk) throws Exception {
    for (WindowSpec window : feed.windows()) {
      long start = ts + 1 - window.size() - window.latenessMillis();
      if (Math.floorMod(start, pane) == 0 && expiry(start) == ts) {
        desk.state().slices().remove(At.slice(desk.group(), start));
      }
    }
  }

  /**
   * After a restore: panes that were begun with another lateness, or for windows that are no more,
   * go by those of now. At a time at which no window ends, or one that had passed would be emitted
   * again.
   */
  void resume(Desk desk) throws Exception {
    for (At at : desk.state().slices().keys()) {
      if (at.group().equals(desk.group())) {
        long expiry = expiry(at.start());
        desk.wake(Math.floorMod(expiry + 1, pane) == 0 ? expiry + 1 : expiry);
      }
    }
  }

  /** When no window wants a pane any more. */
  private long expiry(long start) {
    return feed.windows().stream().mapToLong(window -> expiry(start, window)).max().orElseThrow();
  }

  private static long expiry(long start, WindowSpec window) {
    return start + window.size() - 1 + window.latenessMillis();
  }

  private void emit(WindowSpec window, long from, Desk desk) throws Exception {
    Aggregate held = new Aggregate();
    for (long start = from; start < from + window.size(); start += pane) {
      Aggregate part = desk.state().slices().get(At.slice(desk.group(), start));
      if (part != null) {
        held.merge(part);
      }
    }
    if (held.records > 0) {
      desk.emit(window, from, from + window.size(), held);
    }
  }
}
