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
 *
 * <p>A restore never fails by the limit, as where it was lowered, or a subtask has more shards than
 * before: the vectors are there, and no later attempt would find fewer. What is a tenth over the
 * limit already is served, and changes that leave as many vectors pass, slowly: updates, deletes,
 * an insert for each that went. The first that leaves more fails the task, and so does any where
 * the heap is a tenth above what was found, or will be when all vectors have the links of a
 * structure that took over: these count from the first change on, or each restart would find some
 * more of them. So whatever is restored, no attempt leaves the next one more than a tenth over the
 * limit, or than it found: over the limit each batch is measured before the next barrier can pass.
 */
final class MemoryLimit {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryLimit.class);

  /**
   * Measuring goes through the shards' pages, so it comes with so many changes of a subtask, or
   * sooner where their vectors have a hundredth of the limit in bytes.
   */
  private static final int MEASURE_EVERY = 1024;

  private static final int MEASURES_A_LIMIT = 100;

  /** Pages come whole: of small shards the next of each kind is more than a tenth. */
  private static final long SHARD_PAGES = 1 << 20;

  /** Changes a pause, while over the limit. */
  private static final int HELD = 32;

  private static final long PAUSE_MILLIS = 250;
  private static final long TOLD_EVERY_PAUSES = 240;

  private static final String WAYS_OUT =
      "Raise the limit and the task heap, the parallelism, or hold vectors in fewer bytes"
          + " (quantizer, originals: store); after a change of index.type or index.m also: set them back.";

  /** 0 for none. */
  private final long limit;

  /** Bytes above which the task fails, unless a restore brought as much. */
  private final long most;

  private final Collection<Shard> shards;
  private volatile boolean over;

  /** What the vectors take that a restore brought, at least, while that is over the limit. */
  private long brought;

  /**
   * Bytes on the heap after that restore, and a tenth: vectors that were deleted keep their slots
   * for a while.
   */
  private long mostFound;

  private long unmeasured;
  private long unmeasuredBytes;
  private long pauses;
  private int held;

  MemoryLimit(long limit, Collection<Shard> shards) {
    this.limit = limit;
    this.most = limit + limit / 10;
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

  /**
   * After a batch.
   *
   * @param bytes of its vectors in full precision
   * @throws IllegalStateException when the heap is a tenth over the limit, with more vectors than a
   *     restore brought, or a tenth more bytes
   */
  void changed(int rows, long bytes) {
    if (limit == 0) {
      return;
    }
    unmeasured += rows;
    unmeasuredBytes += bytes;
    if (over || unmeasured >= MEASURE_EVERY || unmeasuredBytes >= limit / MEASURES_A_LIMIT) {
      measure();
    }
  }

  /** All shards are there that a checkpoint had, however many bytes they are. */
  void restored() {
    long bytes = limit == 0 ? 0 : heapBytes();
    over = bytes > limit;
    if (over) {
      brought = vectorBits();
      mostFound = bytes + Math.max(bytes / 10, pages());
      LOG.error(
          "The shards of this subtask hold {} bytes on the heap after the restore,"
              + " state.memory.limit is {}: changes of vectors are held back, queries are answered;"
              + " the task fails above {} bytes with more vectors, and above {} with as many, where"
              + " links to come count, which are {} now. {}",
          bytes,
          limit,
          most,
          mostFound,
          bytesToCome(),
          WAYS_OUT);
    }
  }

  private void measure() {
    unmeasured = 0;
    unmeasuredBytes = 0;
    long bytes = heapBytes();
    over = bytes > limit;
    if (!over) {
      brought = 0;
      mostFound = 0;
    }
    if (bytes <= most) {
      return;
    }
    long toCome = bytesToCome();
    if (vectorBits() > brought || bytes + toCome > mostFound) {
      String links = toCome == 0 ? "" : ", and %d more once all are linked".formatted(toCome);
      throw new IllegalStateException(
          "the shards of this subtask hold %d bytes on the heap%s, state.memory.limit is %d. %s"
              .formatted(bytes, links, limit, WAYS_OUT));
    }
  }

  private long vectorBits() {
    return shards.stream().mapToLong(Shard::vectorBits).sum();
  }

  private long heapBytes() {
    return shards.stream().mapToLong(Shard::heapBytes).sum();
  }

  /** The next pages of small shards, as long as these are not a good part of the limit. */
  private long pages() {
    return Math.min(shards.size() * SHARD_PAGES, Math.max(SHARD_PAGES, limit / 4));
  }

  /** What all shards will hold more without another vector. */
  private long bytesToCome() {
    return shards.stream().mapToLong(each -> each.index().heapBytesToCome()).sum();
  }

  boolean over() {
    return over;
  }
}
