package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.api.Test;

/** Tasks that lock each other out are found, whenever it happens after one has closed. */
class DeadlockWatchTest {
  /** Not as tasks are called: those of other tests' operators are watched for in this process. */
  private static final String ONE = "stand-in 1";

  private static final String OTHER = "stand-in 2";

  private final Lock one = new ReentrantLock();
  private final Lock other = new ReentrantLock();
  private final CyclicBarrier bothHoldOne = new CyclicBarrier(2);

  @Test
  void findsThoseThatWaitForEachOther() throws Exception {
    CompletableFuture<List<ThreadInfo>> found = new CompletableFuture<>();
    new DeadlockWatch(Pattern.compile("stand-in \\d"), found::complete).linger();
    List<Thread> threads =
        List.of(
            new Thread(() -> holdAndWant(one, other), ONE),
            new Thread(() -> holdAndWant(other, one), OTHER));
    try {
      threads.forEach(Thread::start);
      assertThat(found.get(1, TimeUnit.MINUTES))
          .extracting(ThreadInfo::getThreadName, ThreadInfo::getLockOwnerName)
          .containsExactlyInAnyOrder(tuple(ONE, OTHER), tuple(OTHER, ONE));
    } finally {
      threads.forEach(Thread::interrupt);
      for (Thread each : threads) {
        each.join();
      }
    }
  }

  /** Where this fails for want of a deadlock, Flink has mended its own and the watch can go. */
  @Test
  void endsAProcessWhoseTasksReportTheSameLostConnection() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TaskManager.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(239);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Two tasks that fail with one exception, again and again, as Flink reports them. */
  static final class TaskManager {
    private TaskManager() {}

    public static void main(String[] arguments) {
      Exception lost = new IOException("lost connection to task manager");
      Exception whileClosing = new IllegalStateException(lost);
      lost.addSuppressed(whileClosing);
      report(lost, "Insert and search -> Changes: Writer (1/4)#0");
      report(whileClosing, "Insert and search -> Changes: Writer (4/4)#0");
      DeadlockWatch.closing();
    }

    private static void report(Exception failure, String task) {
      new Thread(
              () -> {
                while (!new SerializedThrowable(failure)
                    .getFullStringifiedStackTrace()
                    .isEmpty()) {}
              },
              task)
          .start();
    }
  }

  private void holdAndWant(Lock held, Lock wanted) {
    held.lock();
    try {
      bothHoldOne.await();
      wanted.lockInterruptibly();
      wanted.unlock();
    } catch (Exception e) {
      Thread.currentThread().interrupt();
    } finally {
      held.unlock();
    }
  }
}
