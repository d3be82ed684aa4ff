package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.catalog;
import static org.flinkvectorindex.operators.Samples.order;
import static org.flinkvectorindex.operators.Samples.put;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.Samples;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.admit.Refusal;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Vectors leave by event time, as deletes do. */
class RetentionTest {
  private static final Duration KEPT = Duration.ofMillis(1000);

  @TempDir Path dir;
  private final RandomChanges changes = new RandomChanges();

  @Test
  void whatIsOlderThanTheRetentionLeavesAndTheRestStays() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(Order.LOG, KEPT), 1, dir)) {
      shards.apply(puts(1, 3000), 32);
      assertThat(shards.contents(ids(1, 1900))).isEmpty();
      assertThat(shards.contents(ids(2001, 3000))).hasSize(1000);
      List<Change> deleted =
          shards.changes().stream().filter(Change.Deleted.class::isInstance).toList();
      assertThat(deleted).hasSizeGreaterThanOrEqualTo(1900).hasSizeLessThanOrEqualTo(2000);
      long before = shards.changes().get(shards.changes().indexOf(deleted.get(0)) - 1).ts();
      assertThat(deleted.get(0)).isEqualTo(new Change.Deleted("words", "id1", order(1), before, 0));
    }
  }

  /** By its own time it would be too late for any window that counts it. */
  @Test
  void whatLeavesIsDeletedAtTheTimeThatItsShardHasCome() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(Order.LOG, KEPT), 1, dir)) {
      shards.apply(puts(1, 900), 7);
      shards.apply(put("new", 1_000_000, changes.vector()), put("late", 5, changes.vector()));
      List<Change> deleted =
          shards.changes().stream().filter(Change.Deleted.class::isInstance).toList();
      assertThat(deleted).hasSize(8).extracting(Change::ts).containsOnly(1_000_000L);
      assertThat(deleted)
          .allSatisfy(each -> assertThat(each.id()).isEqualTo("id" + each.order().value()));
    }
  }

  @Test
  void aVectorLeavesWhenItsOwnTimeIsOverAndAnUpdateGivesItMore() throws Exception {
    try (ShardSubtasks shards =
        ShardSubtasks.start(words(Order.LOG, CollectionSpec.FOREVER), 1, dir)) {
      shards.apply(mortal("short", 1, 100), mortal("long", 2, 100), mortal("kept", 3, 100));
      shards.apply(mortal("long", 4, 5000), put("kept", 5, changes.vector()));
      shards.apply(puts(50, 99), 1);
      assertThat(shards.contents(List.of("short"))).hasSize(1);
      shards.apply(puts(100, 200), 1);
      assertThat(shards.contents(List.of("short", "long", "kept")))
          .containsOnlyKeys("long", "kept");
    }
  }

  @Test
  void whatHasLeftStaysAwayWhenItComesAgain() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(Order.LOG, KEPT), 1, dir)) {
      Operation first = put("first", 1, changes.vector());
      shards.apply(first);
      shards.apply(puts(2, 1200), 32);
      assertThat(shards.contents(List.of("first"))).isEmpty();
      shards.apply(first);
      assertThat(shards.contents(List.of("first"))).isEmpty();
    }
  }

  /** Or what comes twice would come back for good where a life is longer than the memory. */
  @ParameterizedTest
  @EnumSource(Order.class)
  void whatHasLeftIsRememberedFromThenOn(Order order) throws Exception {
    Duration remembered = Duration.ofSeconds(1);
    CollectionSpec spec = Samples.collection("words", 1, order, Metric.L2);
    Catalog words =
        catalog(new CollectionSpec("words", 1, order, spec.index(), spec.ef(), remembered));
    try (ShardSubtasks shards = ShardSubtasks.start(words, 1, dir)) {
      Operation first = mortal("first", 1, 100_000);
      shards.apply(first);
      List<Operation> others = new ArrayList<>();
      for (int i = 0; i < 2 * Tombstones.SWEEP_EVERY; i++) {
        others.add(put("other" + i, 100_002, changes.vector()));
      }
      shards.apply(others, 32);
      assertThat(shards.contents(List.of("first"))).isEmpty();
      assertThat(shards.changes().stream().filter(Change.Deleted.class::isInstance))
          .containsExactly(new Change.Deleted("words", "first", order(1), 100_002, 0));
      shards.apply(first);
      assertThat(shards.contents(List.of("first"))).isEmpty();
      shards.apply(put("first", 2, changes.vector()));
      assertThat(shards.contents(List.of("first"))).hasSize(1);
    }
  }

  @Test
  void fewLeaveWithOneChangeHoweverManyAreDue() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(Order.LOG, KEPT), 1, dir)) {
      shards.apply(puts(1, 900), 32);
      int before = shards.changes().size();
      shards.apply(put("late", 1_000_000, changes.vector()));
      assertThat(shards.changes()).hasSize(before + 1 + 4);
    }
  }

  @Test
  void aRestoreChangesNothingOfWhoLeavesWhen() throws Exception {
    Catalog words = words(Order.TIME, Duration.ofMillis(500));
    try (ShardSubtasks steady = ShardSubtasks.start(words, 1, dir)) {
      steady.apply(changes.next(1500, 900), 32);
      ShardSubtasks.Checkpoint checkpoint = steady.checkpoint(1);
      List<Operation.Row> rest = changes.next(1500, 900);
      steady.apply(rest, 32);
      try (ShardSubtasks restored = ShardSubtasks.restore(words, 1, dir, checkpoint)) {
        restored.apply(rest, 7);
        assertThat(restored.hashes()).isEqualTo(steady.hashes());
      }
    }
  }

  @Test
  void anotherRetentionHoldsFromTheNextStart() throws Exception {
    ShardSubtasks.Checkpoint checkpoint;
    try (ShardSubtasks before =
        ShardSubtasks.start(words(Order.LOG, CollectionSpec.FOREVER), 1, dir)) {
      before.apply(puts(1, 2000), 32);
      checkpoint = before.checkpoint(1);
    }
    try (ShardSubtasks after = ShardSubtasks.restore(words(Order.LOG, KEPT), 1, dir, checkpoint)) {
      assertThat(after.contents(ids(1, 2000))).hasSize(2000);
      after.apply(puts(2001, 2500), 32);
      assertThat(after.contents(ids(1, 1400))).isEmpty();
      assertThat(after.contents(ids(1501, 2500))).hasSize(1000);
    }
  }

  /** Or an older line of history would bring back what was deleted while it was read. */
  @Test
  void deletesInCreatedCollectionsAreRememberedAsLongAsHistoryIsRead() throws Exception {
    CollectionSpec birds = Samples.collection("birds", 1, Order.VERSION, Metric.L2);
    List<CollectionSpec> configured = List.of(Samples.collection("words", 1, Order.LOG, Metric.L2));
    long later = Samples.RETENTION.multipliedBy(2).toMillis();
    ShardSubtasks.Checkpoint checkpoint;
    try (ShardSubtasks before =
        ShardSubtasks.controlled(
            new Catalog(configured, Samples.MAX_PARALLELISM, false), 1, dir, Optional.empty())) {
      before.apply(bird(birds, "wren", 10, 10));
      checkpoint = before.checkpoint(1);
    }
    for (boolean history : new boolean[] {false, true}) {
      try (ShardSubtasks after =
          ShardSubtasks.controlled(
              new Catalog(configured, Samples.MAX_PARALLELISM, history),
              1,
              dir,
              Optional.of(checkpoint))) {
        after.apply(new Operation.Remove("birds", "wren", order(20), 20, Optional.of(birds)));
        List<Operation> others = new ArrayList<>();
        for (int i = 0; i < 2 * Tombstones.SWEEP_EVERY; i++) {
          others.add(bird(birds, "bird-" + i, 1, later));
        }
        after.apply(others, 32);
        after.apply(bird(birds, "wren", 5, 5));
        assertThat(after.side(ShardOperator.REFUSALS))
            .isEqualTo(history ? List.of(new Refusal("birds", "STALE", 5)) : List.of());
      }
    }
  }

  private Operation bird(CollectionSpec birds, String id, long version, long ts) {
    return new Operation.Put(
        "birds",
        id,
        order(version),
        ts,
        OptionalLong.empty(),
        Optional.empty(),
        changes.vector(),
        Optional.of(birds));
  }

  private static Catalog words(Order order, Duration retention) {
    CollectionSpec spec = Samples.collection("words", 1, order, Metric.L2);
    return catalog(
        new CollectionSpec(
            "words", 1, order, spec.index(), spec.ef(), spec.tombstoneRetention(), retention));
  }

  private List<Operation> puts(int from, int to) {
    List<Operation> puts = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      puts.add(put("id" + i, i, changes.vector()));
    }
    return puts;
  }

  private Operation mortal(String id, long ts, long lives) {
    Operation.Put put = put(id, ts, changes.vector());
    return new Operation.Put(
        put.collection(),
        id,
        put.order(),
        ts,
        OptionalLong.of(ts + lives),
        put.attributes(),
        put.vector());
  }

  private static List<String> ids(int from, int to) {
    List<String> ids = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      ids.add("id" + i);
    }
    return ids;
  }
}
