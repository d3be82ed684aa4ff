package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.order;
import static org.flinkvectorindex.operators.Samples.put;
import static org.flinkvectorindex.operators.Samples.remove;
import static org.flinkvectorindex.operators.Samples.words;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.operators.Samples;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The greatest order key of an id wins, whenever it comes. */
class ShardOrderTest {
  private static final long DAY = Samples.RETENTION.toMillis();

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource
  void anOlderUpsertAfterADeleteStaysDead(Order order) throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(2, order), 1, dir)) {
      shards.apply(put("king", 1, 1, 2, 3, 4), remove("king", 5), put("king", 3, 5, 6, 7, 8));
      assertThat(shards.contents(List.of("king"))).isEmpty();
      shards.apply(put("king", 6, 5, 6, 7, 8));
      assertThat(shards.contents(List.of("king"))).containsValue("{\"order\":6}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeleteThatComesBeforeItsUpsertWins(Order order) throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(2, order), 1, dir)) {
      shards.apply(remove("king", 5));
      shards.apply(put("king", 3, 5, 6, 7, 8));
      assertThat(shards.contents(List.of("king"))).isEmpty();
    }
  }

  @Test
  void aTombstoneOutlivesARestore() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(2, Order.TIME), 1, dir)) {
      shards.apply(remove("king", 5));
      try (ShardSubtasks restored =
          ShardSubtasks.restore(words(2, Order.TIME), 2, dir, shards.checkpoint(1))) {
        restored.apply(put("king", 3, 5, 6, 7, 8));
        assertThat(restored.contents(List.of("king"))).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsOlderOrTheSameChangesNothing(Order order) throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(1, order), 1, dir)) {
      shards.apply(put("king", 4, 1, 2, 3, 4));
      Map<String, String> hashes = shards.hashes();
      shards.apply(put("king", 4, 1, 2, 3, 4), put("king", 2, 9, 9, 9, 9), remove("king", 3));
      assertThat(shards.hashes()).isEqualTo(hashes);
      assertThat(shards.changes()).hasSize(1);
    }
  }

  @Test
  void tiesAreBrokenByWhereTheRecordWasRead() throws Exception {
    OrderKey first = new OrderKey(7, "a", 0, 900, 0);
    OrderKey second = new OrderKey(7, "a", 1, 3, 0);
    for (List<OrderKey> keys : List.of(List.of(first, second), List.of(second, first))) {
      try (ShardSubtasks shards = ShardSubtasks.start(words(1, Order.TIME), 1, dir)) {
        for (OrderKey key : keys) {
          shards.apply(
              new Operation.Put(
                  "words",
                  "king",
                  key,
                  7,
                  OptionalLong.empty(),
                  Optional.of("{\"partition\":" + key.partition() + "}"),
                  new float[] {1, 2, 3, 4}));
        }
        assertThat(shards.contents(List.of("king"))).containsValue("{\"partition\":1}");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyOrderOfArrivalEndsInTheSameContents(Order order) throws Exception {
    RandomChanges changes = new RandomChanges();
    changes.next(1500, 200);
    List<Map<String, String>> hashes = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      List<Operation> arrivals = new ArrayList<>(changes.all());
      arrivals.addAll(changes.all().subList(0, 500 * run));
      Collections.shuffle(arrivals, changes.random());
      try (ShardSubtasks shards = ShardSubtasks.start(words(4, order), 2, dir)) {
        shards.apply(arrivals, 32);
        assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
        hashes.add(shards.contentHashes());
      }
    }
    assertThat(hashes).containsOnly(hashes.get(0));
  }

  @Test
  void changesComeOutAsTheyWereApplied() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(1, Order.LOG), 1, dir)) {
      shards.apply(put("king", 1, 1, 2, 3, 4), put("king", 2, 5, 6, 7, 8), remove("king", 3));
      assertThat(shards.changes())
          .usingRecursiveComparison()
          .isEqualTo(
              List.of(
                  upserted(1, false, 1, 2, 3, 4),
                  upserted(2, true, 5, 6, 7, 8),
                  new Change.Deleted("words", "king", order(3), 3, 0)));
    }
  }

  private static Change upserted(long at, boolean replaced, float... vector) {
    return new Change.Upserted(
        "words", "king", order(at), at, 0, vector, Optional.of("{\"order\":" + at + "}"), replaced);
  }

  @Test
  void tombstonesAreGivenUpByEventTime() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(1, Order.VERSION), 1, dir)) {
      deleteAndLetADayPass(shards);
      assertThat(shards.shards().values().iterator().next().tombstones()).isZero();
    }
  }

  @Test
  void underTimeWhatIsOlderThanATombstoneGivenUpIsRefused() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(1, Order.TIME), 1, dir)) {
      deleteAndLetADayPass(shards);
      shards.apply(put("king", 9, 1, 2, 3, 4), put("new", 10, 1, 2, 3, 4));
      assertThat(shards.contents(List.of("king", "new"))).isEmpty();
      shards.apply(put("new", 11, 1, 2, 3, 4));
      assertThat(shards.contents(List.of("king", "new"))).containsOnlyKeys("new");
      try (ShardSubtasks restored =
          ShardSubtasks.restore(words(1, Order.TIME), 1, dir, shards.checkpoint(1))) {
        restored.apply(put("king", 9, 1, 2, 3, 4));
        assertThat(restored.contents(List.of("king"))).isEmpty();
      }
    }
  }

  @Test
  void underTimeAgeAloneIsNoReason() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(1, Order.TIME), 1, dir)) {
      for (int i = 0; i < 2 * Tombstones.SWEEP_EVERY; i++) {
        shards.apply(put("recent", 10 * DAY + i, 1, 2, 3, 4));
      }
      shards.apply(put("old", 1, 1, 2, 3, 4));
      assertThat(shards.contents(List.of("old"))).hasSize(1);
    }
  }

  @Test
  void underVersionALowVersionOfAnotherIdIsWelcome() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(1, Order.VERSION), 1, dir)) {
      deleteAndLetADayPass(shards);
      shards.apply(put("new", 1, 1, 2, 3, 4));
      assertThat(shards.contents(List.of("new"))).hasSize(1);
    }
  }

  /** As while history is read, however long that takes. */
  @ParameterizedTest
  @EnumSource(names = {"TIME", "VERSION"})
  void deletesThatAreRememberedForEverHold(Order order) throws Exception {
    CollectionSpec words = words(1, order).get("words").spec();
    CollectionSpec forEver =
        new CollectionSpec(
            words.name(),
            words.shards(),
            order,
            words.index(),
            words.ef(),
            CollectionSpec.FOREVER,
            CollectionSpec.FOREVER);
    try (ShardSubtasks shards = ShardSubtasks.start(Samples.catalog(forEver), 1, dir)) {
      deleteAndLetADayPass(shards);
      shards.apply(put("king", 9, 1, 2, 3, 4), put("old", 1, 1, 2, 3, 4));
      assertThat(shards.contents(List.of("king", "old"))).containsOnlyKeys("old");
    }
  }

  /** King is deleted at 10; then come changes of a day later, enough for a sweep. */
  private static void deleteAndLetADayPass(ShardSubtasks shards) throws Exception {
    shards.apply(remove("king", 10));
    List<Operation> later = new ArrayList<>();
    for (int i = 0; i < Tombstones.SWEEP_EVERY; i++) {
      later.add(put("filler", DAY + 11 + i, 1, 2, 3, 4));
    }
    shards.apply(later, 100);
  }
}
