package org.flinkvectorindex.operators.shard;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a TaskManager whose tasks have locked each other out while they failed.
 *
 * <p>Flink 1.20 can bring them to it (FLINK-36746): tasks that lose the same connection are given
 * one exception, each adds to it what goes wrong while it closes, and of two that report it at the
 * same time each waits for the other's part of it. They count as failed already, so nothing times
 * out; the JobManager waits for them, and the job never comes back. What Flink does to a process
 * whose task can't be cancelled is what is done here: it ends, is missed, and the job restarts.
 *
 * <p>It watches for a while after a task has closed, when alone this can happen; afterwards nothing
 * of the job is held. It must not need a class that was not loaded before: the job's are gone by
 * then.
 */
final class DeadlockWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DeadlockWatch.class);

  /** As Flink names the threads of tasks: subtask, parallelism, attempt. */
  private static final Pattern TASK = Pattern.compile(".* \\(\\d+/\\d+\\)#\\d+");

  private static final Duration LINGERS = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int STATUS = 239; // As a TaskManager that ends after a fatal error.
  private static final DeadlockWatch OF_THIS_PROCESS = new DeadlockWatch(TASK, DeadlockWatch::end);

  private final Pattern watched;
  private final Consumer<List<ThreadInfo>> found;
  private long until;
  private boolean running;

  /**
   * @param watched names of threads
   * @param found takes those of them that wait for each other for ever
   */
  DeadlockWatch(Pattern watched, Consumer<List<ThreadInfo>> found) {
    this.watched = watched;
    this.found = found;
  }

  /** A task of this process closes. */
  static void closing() {
    OF_THIS_PROCESS.linger();
  }

  synchronized void linger() {
    until = System.nanoTime() + LINGERS.toNanos();
    if (!running) {
      running = true;
      Thread thread = new Thread(this::watch, "deadlock watch");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private synchronized boolean lingers() {
    running = System.nanoTime() - until < 0;
    return running;
  }

  private void watch() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    while (lingers()) {
      long[] ids = threads.findDeadlockedThreads();
      if (ids != null) {
        List<ThreadInfo> stuck = new ArrayList<>();
        for (ThreadInfo each : threads.getThreadInfo(ids)) {
          if (each != null && watched.matcher(each.getThreadName()).matches()) {
            stuck.add(each);
          }
        }
        if (!stuck.isEmpty()) {
          found.accept(stuck);
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static void end(List<ThreadInfo> stuck) {
    for (ThreadInfo each : stuck) {
      LOG.error(
          "Task {} waits for ever for {}, which {} holds (FLINK-36746). The process ends, so that"
              + " the job can go on.",
          each.getThreadName(),
          each.getLockName(),
          each.getLockOwnerName());
    }
    Runtime.getRuntime().halt(STATUS);
  }
}
