package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.operators.Samples.DIMENSION;
import static org.flinkvectorindex.operators.Samples.RETENTION;
import static org.flinkvectorindex.operators.Samples.catalog;
import static org.flinkvectorindex.operators.Samples.put;
import static org.flinkvectorindex.operators.Samples.remove;
import static org.flinkvectorindex.operators.Samples.words;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over {@code state.memory.limit} there is an error that says so, and no lack of memory. */
class MemoryLimitTest {
  private static final int FEW = 4000;

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

  /** Each vector gets links with time, though none is added: no restart adds to that. */
  @Test
  void linksToComeAreCountedWhereTheStructureChanged() throws Exception {
    ShardSubtasks.Checkpoint last = flat(DIMENSION);
    Catalog linked = of(DIMENSION, new Structure.Hnsw(64, 64));
    long first = 0;
    for (int start = 1; start <= 3; start++) {
      try (ShardSubtasks shards = ShardSubtasks.restore(linked, 1, dir, last)) {
        Shard shard = shards.shards().values().iterator().next();
        long found = shard.heapBytes();
        first = start == 1 ? found : first;
        MemoryLimit limit = new MemoryLimit(first / 2, List.of(shard));
        limit.restored();
        int updates = 0;
        try {
          for (; updates < FEW; updates++) {
            shards.apply(put("id" + updates, start * 10_000 + updates, 1, 2, 3, updates));
            limit.changed(1, 0);
            if (updates % 100 == 99) {
              last = shards.checkpoint(start * 10_000 + updates);
            }
          }
        } catch (IllegalStateException e) {
          assertThat(e).hasMessageContaining("more once all are linked");
        }
        assertThat(updates).as("updates of start %d", start).isLessThan(FEW);
        assertThat(found).as("found by start %d", start).isLessThan(first + first / 10);
      }
    }
  }

  /** Where they are few beside the vectors, and while nodes that were deleted stay for a while. */
  @Test
  void updatesPassWhereLinksToComeAreLessThanATenth() throws Exception {
    int dimension = 256;
    ShardSubtasks.Checkpoint last = flat(dimension);
    Catalog linked = of(dimension, new Structure.Hnsw(4, 20));
    try (ShardSubtasks shards = ShardSubtasks.restore(linked, 1, dir, last)) {
      Shard shard = shards.shards().values().iterator().next();
      MemoryLimit limit = new MemoryLimit(shard.heapBytes() / 2, List.of(shard));
      limit.restored();
      assertThat(shard.index().oneByOne()).isEqualTo(FEW);
      for (int i = 0; i < 2 * FEW; i++) {
        float[] vector = new float[dimension];
        vector[i % dimension] = 0.5f;
        shards.apply(put("id" + i % FEW, 10_000 + i, vector));
        limit.changed(1, 0);
      }
      assertThat(shard.index().oneByOne()).isZero();
    }
  }

  /** {@link #FEW} vectors that have no links. */
  private ShardSubtasks.Checkpoint flat(int dimension) throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(of(dimension, new Structure.Flat()), 1, dir)) {
      List<Operation> puts = new ArrayList<>();
      for (int i = 0; i < FEW; i++) {
        float[] vector = new float[dimension];
        vector[i % dimension] = i + 0.5f;
        puts.add(put("id" + i, i, vector));
      }
      shards.apply(puts, 32);
      return shards.checkpoint(1);
    }
  }

  private static Catalog of(int dimension, Structure structure) {
    return catalog(
        new CollectionSpec(
            "words",
            1,
            Order.LOG,
            new IndexSpec(structure, dimension, Metric.L2, 0.5),
            40,
            RETENTION));
  }

  /** However often a task fails by the limit and comes back, it holds no more than before. */
  @Test
  void restartsDoNotAddUp() throws Exception {
    long limit = 100_000;
    RandomChanges changes = new RandomChanges();
    Optional<ShardSubtasks.Checkpoint> last = Optional.empty();
    boolean full = false;
    int before = 0;
    for (int start = 1; start <= 5; start++) {
      try (ShardSubtasks shards = ShardSubtasks.limited(catalog, 1, dir, last, limit)) {
        long bytes = shards.shards().values().stream().mapToLong(Shard::heapBytes).sum();
        int vectors = shards.shards().values().stream().mapToInt(each -> each.index().size()).sum();
        if (full) {
          assertThat(vectors).as("at start %d", start).isEqualTo(before);
        }
        full = bytes > limit + limit / 10;
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
    assertThat(full).as("the last start found more than it would take").isTrue();
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
