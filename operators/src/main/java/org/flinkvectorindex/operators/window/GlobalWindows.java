package org.flinkvectorindex.operators.window;

/**
 * Windows of so many changes, in the order in which their slices come: emitted by the slice that
 * fills them, whatever the watermark. They start and end at numbers of changes.
 */
final class GlobalWindows {
  private final WindowSpec window;

  GlobalWindows(Feed feed) {
    window = feed.windows().get(0);
  }

  void add(Slice slice, Desk desk) throws Exception {
    At at = At.slice(desk.group(), 0);
    Aggregate before = desk.state().slices().get(at);
    Aggregate held = before == null ? slice.aggregate() : before.merge(slice.aggregate());
    if (held.changes() < window.size()) {
      desk.state().slices().put(at, held);
      return;
    }
    desk.state().slices().remove(at);
    History history = desk.state().histories().get(At.history(desk.group(), window.name()));
    long start = history == null ? 0 : history.newest().map(History.Emitted::end).orElse(0L);
    desk.emit(window, start, start + held.changes(), held);
  }
}
