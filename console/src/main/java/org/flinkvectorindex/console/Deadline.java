package org.flinkvectorindex.console;

import java.time.Duration;

/** What several waits of one command have in all. */
public final class Deadline {
  private final Duration patience;
  private final long end;

  /** Begins now. */
  public Deadline(Duration patience) {
    this.patience = patience;
    this.end = System.nanoTime() + patience.toNanos();
  }

  public boolean passed() {
    return System.nanoTime() - end > 0;
  }

  /** Never less than nothing. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /** All of it, in seconds: how a message says what was waited for. */
  public long seconds() {
    return patience.toSeconds();
  }
}
