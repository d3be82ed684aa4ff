package org.flinkvectorindex.operators.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sessions: a slice joins all sessions of its group nearer than the gap, which become one. A
 * session is kept by where it starts, until its lateness has passed. Where one that was emitted
 * becomes part of an earlier one, that is told.
 */
final class SessionWindows {
  private final WindowSpec window;

  SessionWindows(Feed feed) {
    window = feed.windows().get(0);
  }

  void add(Slice slice, Desk desk) throws Exception {
    Aggregate held = slice.aggregate();
    List<At> joined = joined(held, desk);
    if (joined.isEmpty() && expiry(held) <= desk.watermark()) {
      desk.late(window, held.firstTs, end(held), held);
      return;
    }
    List<Long> ends = new ArrayList<>();
    for (At at : joined) {
      Aggregate other = desk.state().slices().get(at);
      ends.add(end(other));
      held.merge(other);
      desk.state().slices().remove(at);
    }
    desk.state().slices().put(At.slice(desk.group(), held.firstTs), held);
    for (int i = 0; i < joined.size(); i++) {
      if (joined.get(i).start() != held.firstTs) {
        desk.replaced(window, joined.get(i).start(), ends.get(i), held.firstTs, held);
      }
    }
    desk.wake(expiry(held));
    if (end(held) - 1 > desk.watermark()) {
      desk.wake(end(held) - 1);
    } else {
      desk.emit(window, held.firstTs, end(held), held);
    }
  }

  private List<At> joined(Aggregate held, Desk desk) throws Exception {
    List<At> joined = new ArrayList<>();
    for (Map.Entry<At, Aggregate> each : desk.state().slices().entries()) {
      Aggregate other = each.getValue();
      if (each.getKey().group().equals(desk.group())
          && other.firstTs < end(held)
          && held.firstTs < end(other)) {
        joined.add(each.getKey());
      }
    }
    return joined;
  }

  /**
   * After a restore: sessions that were begun with another gap end by this one's. What it was woken
   * for before does no harm.
   */
  void resume(Desk desk) throws Exception {
    for (Map.Entry<At, Aggregate> each : desk.state().slices().entries()) {
      Aggregate held = each.getValue();
      if (each.getKey().group().equals(desk.group())) {
        desk.wake(expiry(held));
        if (!desk.told(window, held.firstTs, end(held))) {
          desk.wake(end(held) - 1);
        }
      }
    }
  }

  void wake(long ts, Desk desk) throws Exception {
    List<At> expired = new ArrayList<>();
    for (Map.Entry<At, Aggregate> each : desk.state().slices().entries()) {
      Aggregate held = each.getValue();
      if (each.getKey().group().equals(desk.group())) {
        if (end(held) - 1 == ts) {
          desk.emit(window, held.firstTs, end(held), held);
        }
        if (expiry(held) <= ts) {
          expired.add(each.getKey());
        }
      }
    }
    for (At at : expired) {
      desk.state().slices().remove(at);
    }
  }

  private long end(Aggregate held) {
    return held.lastTs + window.size();
  }

  private long expiry(Aggregate held) {
    return end(held) - 1 + window.latenessMillis();
  }
}
