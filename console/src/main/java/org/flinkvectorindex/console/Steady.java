package org.flinkvectorindex.console;

import java.time.Duration;

/**
 * Tells what a server says for a while from what it says for a moment: a JobManager that is just
 * back may not have found its jobs yet.
 */
public final class Steady {
  private final Duration time;
  private boolean held;
  private long since;

  /**
   * @param time for which it must hold
   */
  public Steady(Duration time) {
    this.time = time;
  }

  /** Whether the condition held at each call for that time; one that throws does not hold. */
  public boolean holds(Await.Condition condition) throws Exception {
    boolean before = held;
    held = false;
    held = condition.holds();
    if (!held) {
      return false;
    }
    if (!before) {
      since = System.nanoTime();
    }
    return System.nanoTime() - since >= time.toNanos();
  }
}
