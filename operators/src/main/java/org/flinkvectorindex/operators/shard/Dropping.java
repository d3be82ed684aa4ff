package org.flinkvectorindex.operators.shard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.operators.collection.ShardName;

/**
 * Removes the shards of dropped collections from state, some vectors at a time between other work.
 * Each vector goes together with word of it to the serving cache: a delete with the vector's own
 * order, which takes that vector away and no later one. What is left of a shard is in its state
 * alone, so a restore goes on where the checkpoint was.
 */
final class Dropping {
  /** Vectors a slice. */
  static final int SLICE = 256;

  static final long EVERY_MILLIS = 10;

  private final ShardState state;
  private final Deque<String> waiting = new ArrayDeque<>();
  private Iterator<Map.Entry<Integer, VectorRecord>> vectors;

  /** Read by whoever reports metrics. */
  private volatile int left;

  Dropping(ShardState state) {
    this.state = state;
  }

  /** A shard, whose key is current: all goes at once but its vectors. */
  void begin(String key) throws Exception {
    state.meta().clear();
    state.log().clear();
    state.pages().clear();
    state.tombstones().clear();
    state.tombstoneTimes().clear();
    if (!state.vectors().isEmpty()) {
      waiting.add(key);
      left = waiting.size();
    }
  }

  boolean done() {
    return waiting.isEmpty();
  }

  /** Shards that still have vectors. */
  int left() {
    return left;
  }

  /**
   * @param current makes a shard's key current
   */
  void slice(Consumer<String> current, Consumer<Change> out) throws Exception {
    String key = waiting.peek();
    if (key == null) {
      return;
    }
    current.accept(key);
    if (vectors == null) {
      vectors = state.vectors().iterator();
    }
    ShardName name = ShardName.of(key);
    for (int i = 0; i < SLICE && vectors.hasNext(); i++) {
      VectorRecord gone = vectors.next().getValue();
      vectors.remove();
      out.accept(
          new Change.Deleted(name.collection(), gone.id(), gone.order(), gone.ts(), name.shard()));
    }
    if (!vectors.hasNext()) {
      vectors = null;
      waiting.remove();
      left = waiting.size();
    }
  }
}
