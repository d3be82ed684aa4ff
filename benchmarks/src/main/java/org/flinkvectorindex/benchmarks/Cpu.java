package org.flinkvectorindex.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Time on a processor: what to compare by when the machine is shared. */
public final class Cpu {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Cpu() {}

  /** Of this thread. */
  public static long nanos() {
    return THREADS.getCurrentThreadCpuTime();
  }
}
