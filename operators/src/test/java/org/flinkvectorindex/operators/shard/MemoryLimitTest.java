package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.operators.Samples.put;
import static org.flinkvectorindex.operators.Samples.remove;
import static org.flinkvectorindex.operators.Samples.words;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flinkvectorindex.operators.admit.Operation;
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

  /** What was stored is there, whatever the limit is now; what comes on top of it is not taken. */
  @Test
  void aRestoreNeverFailsAndMoreVectorsThanItBroughtDo() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(catalog, 1, dir)) {
      List<Operation> puts = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        puts.add(put("id" + i, i, i, 1, 2, 3));
      }
      shards.apply(puts, 32);
      List<Shard> held = new ArrayList<>(shards.shards().values());
      MemoryLimit limit = new MemoryLimit(held.get(0).heapBytes() / 2, held);
      limit.restored();
      assertThat(limit.over()).isTrue();
      limit.changed(1, 0);
      for (int i = 0; i < 300; i++) {
        shards.apply(put("id" + i, 2000 + i, 7, i, 2, 3));
        limit.changed(1, 0);
      }
      shards.apply(remove("id5", 4000));
      limit.changed(1, 0);
      shards.apply(put("new", 4001, 1, 2, 3, 4));
      limit.changed(1, 0);
      shards.apply(put("more", 4002, 4, 3, 2, 1));
      assertThatThrownBy(() -> limit.changed(1, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("state.memory.limit is");
    }
  }

  /** However often a task fails by the limit and comes back, it holds no more than before. */
  @Test
  void restartsDoNotAddUp() throws Exception {
    long limit = 100_000;
    RandomChanges changes = new RandomChanges();
    Optional<ShardSubtasks.Checkpoint> last = Optional.empty();
    int before = 0;
    for (int start = 1; start <= 5; start++) {
      try (ShardSubtasks shards = ShardSubtasks.limited(catalog, 1, dir, last, limit)) {
        long bytes = shards.shards().values().stream().mapToLong(Shard::heapBytes).sum();
        int vectors = shards.shards().values().stream().mapToInt(each -> each.index().size()).sum();
        if (start > 2 && bytes > limit + limit / 10) {
          assertThat(vectors).as("at start %d", start).isEqualTo(before);
        }
        before = vectors;
        for (int batch = 0; ; batch++) {
          assertThat(batch).as("the limit holds").isLessThan(1000);
          shards.apply(changes.next(24, 1_000_000), 32);
          last = Optional.of(shards.checkpoint(start * 1000L + batch));
        }
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("state.memory.limit is " + limit);
      }
    }
    assertThat(before).as("what could be held").isGreaterThan(100);
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
