package org.flinkvectorindex.benchmarks.pipeline;

import java.util.concurrent.CompletableFuture;
import org.flinkvectorindex.benchmarks.local.LocalFlink;

/**
 * Makes a checkpoint a second until it is closed. Java compiles what a checkpoint does only after
 * some hundred of them, and each is beside the compiler until then, on the same cores: with one in
 * ten seconds, for half an hour.
 */
final class Checkpointing implements AutoCloseable {
  /** Without one the records of the job would come last, and the compiler would have a backlog. */
  private static final long PAUSE_MS = 1_000;

  private final CompletableFuture<Integer> made;
  private volatile boolean closing;

  Checkpointing(LocalFlink flink) {
    made = CompletableFuture.supplyAsync(() -> makeAll(flink));
  }

  private int makeAll(LocalFlink flink) {
    int count = 0;
    try {
      for (; !closing; count++) {
        flink.checkpoint();
        Thread.sleep(PAUSE_MS);
      }
    } catch (Exception e) {
      throw new IllegalStateException("checkpoint " + count + " of the warm-up failed", e);
    }
    return count;
  }

  /**
   * How many there were, the last one waited for.
   *
   * @throws java.util.concurrent.CompletionException if one failed
   */
  int stop() {
    closing = true;
    return made.join();
  }

  @Override
  public void close() {
    stop();
  }
}
