package org.flinkvectorindex.benchmarks.local;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls at a steady rate, whatever becomes of the calls: a slow answer doesn't slow the next
 * question.
 */
public final class OpenLoop implements Runnable {
  private final double perSecond;
  private final long count;
  private final Call call;
  private volatile boolean stopped;

  /** One call. */
  public interface Call {
    /**
     * @param number from 0
     * @param intended when it should have been made, {@link System#nanoTime()}
     */
    void make(long number, long intended);
  }

  public OpenLoop(double perSecond, long count, Call call) {
    this.perSecond = perSecond;
    this.count = count;
    this.call = call;
  }

  @Override
  public void run() {
    long started = System.nanoTime();
    for (long number = 0; number < count && !stopped; number++) {
      long intended = started + (long) (number * TimeUnit.SECONDS.toNanos(1) / perSecond);
      for (long left = intended - System.nanoTime();
          left > 0;
          left = intended - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      call.make(number, intended);
    }
  }

  public void stop() {
    stopped = true;
  }
}
