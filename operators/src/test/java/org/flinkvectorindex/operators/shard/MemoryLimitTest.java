package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.operators.Samples.words;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over {@code state.memory.limit} there is an error that says so, and no lack of memory. */
class MemoryLimitTest {
  @TempDir Path dir;
  private final Catalog catalog = words(1, Order.LOG);

  @Test
  void underTheLimitNothingHappens() throws Exception {
    assertThat(limit(2).over()).isFalse();
  }

  @Test
  void overTheLimitChangesAreHeldBack() throws Exception {
    assertThat(limit(0.95).over()).isTrue();
  }

  /** Changes wait by their number, in however small records they come. */
  @Test
  void aPauseIsOfSoManyChanges() throws Exception {
    MemoryLimit limit = limit(0.95);
    Thread.currentThread().interrupt(); // Whoever pauses now says so.
    for (int i = 0; i < 7; i++) {
      limit.hold(4);
    }
    assertThatThrownBy(() -> limit.hold(4)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aTenthOverTheLimitTheTaskFailsAndSaysWhatHelps() {
    assertThatThrownBy(() -> limit(0.8))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("state.memory.limit is")
        .hasMessageContaining("quantizer");
  }

  /** Or few vectors of many components would go from under the limit to a tenth over it. */
  @Test
  void fewRowsOfManyBytesAreMeasuredToo() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(catalog, 1, dir)) {
      shards.apply(new RandomChanges().next(2000, 900), 32);
      List<Shard> held = new ArrayList<>(shards.shards().values());
      long bytes = (long) (0.95 * held.get(0).heapBytes());
      MemoryLimit limit = new MemoryLimit(bytes, held);
      limit.changed(1, bytes / 200);
      assertThat(limit.over()).isFalse();
      limit.changed(1, bytes / 200 + 1);
      assertThat(limit.over()).isTrue();
    }
  }

  /** What was stored is there, whatever the limit is now; what comes on top of it is bounded. */
  @Test
  void aRestoreNeverFailsAndATenthMoreDoes() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(catalog, 1, dir)) {
      RandomChanges changes = new RandomChanges();
      shards.apply(changes.next(2000, 2000), 32);
      List<Shard> held = new ArrayList<>(shards.shards().values());
      long restored = held.get(0).heapBytes();
      MemoryLimit limit = new MemoryLimit(restored / 2, held);
      limit.restored();
      assertThat(limit.over()).isTrue();
      limit.changed(1024, 0);
      for (int more = 0; held.get(0).heapBytes() <= restored + restored / 20; more++) {
        assertThat(more).isLessThan(100);
        shards.apply(changes.next(1000, 100_000), 32);
      }
      assertThatThrownBy(() -> limit.changed(1024, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("state.memory.limit is");
    }
  }

  /** A limit of so many times what a shard of some vectors holds. */
  private MemoryLimit limit(double share) throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(catalog, 1, dir)) {
      shards.apply(new RandomChanges().next(2000, 900), 32);
      List<Shard> held = new ArrayList<>(shards.shards().values());
      MemoryLimit limit = new MemoryLimit((long) (share * held.get(0).heapBytes()), held);
      limit.changed(1024, 0);
      return limit;
    }
  }

  @Test
  void aShardTellsItsBytes() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(catalog, 1, dir)) {
      shards.apply(new RandomChanges().next(5000, 5000), 32);
      Shard shard = shards.shards().values().iterator().next();
      // Sixteen floats a row, sixteen links and a few bytes of each node and id, at least.
      assertThat(shard.heapBytes()).isGreaterThan(shard.index().size() * 130L);
    }
  }
}
