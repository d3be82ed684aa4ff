package org.flinkvectorindex.operators.window;

/** What windows of a feed work with, for one group of the feed whose key is current. */
interface Desk {
  String group();

  WindowState state();

  /** Event time up to which records in time have come, before a restart as well. */
  long watermark();

  /** Asks to be woken when the watermark reaches a time. */
  void wake(long ts);

  /** A window has passed, or records were added to one that had. */
  void emit(WindowSpec window, long start, long end, Aggregate held) throws Exception;

  /** Whether a window was emitted that starts and ends there, and may be emitted again. */
  boolean told(WindowSpec window, long start, long end) throws Exception;

  /** Records that no window takes any more. */
  void late(WindowSpec window, long start, long end, Aggregate held);

  /**
   * A session is part of an earlier one now.
   *
   * @param held by both together
   */
  void replaced(WindowSpec window, long start, long end, long by, Aggregate held) throws Exception;
}
