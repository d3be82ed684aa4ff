package org.flinkvectorindex.benchmarks;

/**
 * How long whoever waits is held up by single operations of one thread: by the clock, and by what
 * the thread was on a processor for. In the latter there is no pause of the garbage collector, nor
 * of whatever else had the processor meanwhile: it is the operation's own.
 */
public final class Pauses {
  private final Durations clock = new Durations();
  private final Durations own = new Durations();
  private long began;
  private long beganOwn;

  /** An operation begins, on the thread that ends it. */
  public void begin() {
    beganOwn = Cpu.nanos();
    began = System.nanoTime();
  }

  /** It is over; returns its nanoseconds by the clock. */
  public long end() {
    long nanos = System.nanoTime() - began;
    clock.add(nanos);
    own.add(Cpu.nanos() - beganOwn);
    return nanos;
  }

  public Durations clock() {
    return clock;
  }

  /** By the processor. */
  public Durations own() {
    return own;
  }
}
