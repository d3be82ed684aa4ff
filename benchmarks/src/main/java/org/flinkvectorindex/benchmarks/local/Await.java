package org.flinkvectorindex.benchmarks.local;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Asks again and again until something holds. */
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Await() {}

  /** What is waited for; may ask a server. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * @param what completes "… did not come within 5 s"
   * @throws TimeoutException if it doesn't hold in that time
   */
  public static void until(String what, Duration patience, Condition condition) throws Exception {
    if (!within(patience, condition)) {
      throw new TimeoutException(
          "%s did not come within %d s".formatted(what, patience.toSeconds()));
    }
  }

  /** Whether it came to hold in that time. */
  public static boolean within(Duration patience, Condition condition) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(PAUSE.toMillis());
    }
    return true;
  }
}
