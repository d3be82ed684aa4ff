package org.flinkvectorindex.operators.publish;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.flinkvectorindex.connectors.record.Change;

/**
 * Emits every live vector of restored shards once more, a slice at a time between live changes, by
 * slot. What is emitted is the change that the vector came by, with its own order key, so whoever
 * already has it or a newer one ignores it. Slots that get another vector meanwhile are published
 * by that change. A shard counts as published when its last slice is out; a checkpoint before that
 * starts it anew.
 */
public final class Republish {
  /** Slots a slice. */
  public static final int SLICE = 256;

  public static final long EVERY_MILLIS = 10;

  /** A shard to publish, up to its greatest slot when it was restored. */
  private record Whole(String key, Holding shard, int greatestSlot) {}

  private final Deque<Whole> waiting = new ArrayDeque<>();
  private int next;

  public void add(String key, Holding shard, int greatestSlot) {
    waiting.add(new Whole(key, shard, greatestSlot));
  }

  public boolean done() {
    return waiting.isEmpty();
  }

  /**
   * @param current makes a shard's key current
   * @param generation what a shard is marked with when it is through
   */
  public void slice(Consumer<String> current, Optional<String> generation, Consumer<Change> out)
      throws Exception {
    Whole whole = waiting.peek();
    if (whole == null) {
      return;
    }
    current.accept(whole.key());
    int end = Math.min(next + SLICE, whole.greatestSlot() + 1);
    while (next < end) {
      whole.shard().live(next++).ifPresent(out);
    }
    if (next > whole.greatestSlot()) {
      whole.shard().published(generation);
      waiting.remove();
      next = 0;
    }
  }
}
