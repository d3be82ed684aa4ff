package org.flinkvectorindex.console;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Asks again and again until something holds. */
public final class Await {
  private static final Duration SHORTEST = Duration.ofMillis(20);

  /** To ask and to answer takes the cores of whoever is waited for, where they are the same. */
  private static final Duration LONGEST = Duration.ofMillis(100);

  private Await() {}

  /** What is waited for; may ask a server. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * A server that is away for a moment, or can't answer, is asked again: an {@link IOException}
   * says "not yet".
   *
   * @param what completes "… did not come within 5 s"
   * @throws TimeoutException if it doesn't hold in that time
   */
  public static void until(String what, Duration patience, Condition condition) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    long pause = SHORTEST.toMillis();
    while (true) {
      String last = "";
      try {
        if (condition.holds()) {
          return;
        }
      } catch (IOException away) {
        last = ": " + away.getMessage();
      }
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "%s did not come within %d s%s".formatted(what, patience.toSeconds(), last));
      }
      Thread.sleep(pause);
      pause = Math.min(LONGEST.toMillis(), pause * 3 / 2);
    }
  }
}
