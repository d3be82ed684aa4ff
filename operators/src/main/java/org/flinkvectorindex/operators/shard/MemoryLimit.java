package org.flinkvectorindex.operators.shard;

import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the shards of a subtask may hold on the heap: {@code state.memory.limit}.
 *
 * <p>Over the limit changes wait a little, some at a time. So the stream of vectors is held back,
 * while queries are answered and checkpoints pass between two records, and a metric and the log say
 * why. Vectors still come in, slowly, deletes among them; when that brings the heap a tenth over
 * the limit, the task fails with an error that says what can be done, and no OutOfMemoryError takes
 * the process down. What is applied never depends on the limit, only when.
 */
final class MemoryLimit {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryLimit.class);

  /** Measuring goes through the shards' pages, so it comes with so many changes of a subtask. */
  private static final int MEASURE_EVERY = 1024;

  /** Changes a pause, while over the limit. */
  private static final int HELD = 32;

  private static final long PAUSE_MILLIS = 250;
  private static final long TOLD_EVERY_PAUSES = 240;

  /** 0 for none. */
  private final long limit;

  private final Collection<Shard> shards;
  private volatile boolean over;
  private long unmeasured;
  private long pauses;
  private int held;

  MemoryLimit(long limit, Collection<Shard> shards) {
    this.limit = limit;
    this.shards = shards;
  }

  /**
   * Before changes, however many records they come in.
   *
   * @param rows changes
   */
  void hold(int rows) throws InterruptedException {
    held = over ? held + rows : 0;
    if (held >= HELD) {
      held = 0;
      if (pauses++ % TOLD_EVERY_PAUSES == 0) {
        LOG.error(
            "The shards of this subtask hold {} bytes on the heap, state.memory.limit is {}:"
                + " changes of vectors are held back, queries are answered. {}",
            heapBytes(),
            limit,
            WAYS_OUT);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static final String WAYS_OUT =
      "Raise the limit and the task heap, the parallelism, or hold vectors in fewer bytes"
          + " (quantizer, originals: store).";

  /**
   * After a batch.
   *
   * @throws IllegalStateException when the heap is a tenth over the limit
   */
  void changed(int rows) {
    unmeasured += rows;
    if (unmeasured >= (over ? HELD : MEASURE_EVERY)) {
      measure();
    }
  }

  /** The same at once: after a restore. */
  void measure() {
    unmeasured = 0;
    if (limit == 0) {
      return;
    }
    long bytes = heapBytes();
    over = bytes > limit;
    if (bytes > limit + limit / 10) {
      throw new IllegalStateException(
          "the shards of this subtask hold %d bytes on the heap, state.memory.limit is %d. %s"
              .formatted(bytes, limit, WAYS_OUT));
    }
  }

  private long heapBytes() {
    return shards.stream().mapToLong(Shard::heapBytes).sum();
  }

  boolean over() {
    return over;
  }
}
