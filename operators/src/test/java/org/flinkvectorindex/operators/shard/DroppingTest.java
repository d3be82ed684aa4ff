package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.catalog;
import static org.flinkvectorindex.operators.Samples.collection;
import static org.flinkvectorindex.operators.Samples.order;
import static org.flinkvectorindex.operators.Samples.words;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.runtime.state.VoidNamespace;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.Samples;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collections that come and go beside one that stays. */
class DroppingTest {
  private static final CollectionSpec BIRDS = collection("birds", 2, Order.TIME, Metric.L2);
  private static final int COUNT = 1_500;

  @TempDir Path dir;
  private final Catalog catalog = words(4, Order.TIME);
  private final RandomChanges changes = new RandomChanges();
  private final Set<String> ids = new TreeSet<>();
  private ShardSubtasks.Checkpoint filled;

  @BeforeEach
  void fill() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.controlled(catalog, 2, dir, Optional.empty())) {
      shards.apply(changes.next(500, 200), 32);
      shards.apply(birds(0, COUNT), 32);
      filled = shards.checkpoint(1);
    }
  }

  private List<Operation> birds(int from, int to) {
    List<Operation> puts = new ArrayList<>();
    for (int i = from; i < to; i++) {
      ids.add("bird-" + i);
      puts.add(
          new Operation.Put(
              "birds",
              "bird-" + i,
              order(i),
              i,
              OptionalLong.empty(),
              Optional.empty(),
              changes.vector(),
              Optional.of(BIRDS)));
    }
    return puts;
  }

  private ShardSubtasks restore(int parallelism, ShardSubtasks.Checkpoint from) throws Exception {
    return ShardSubtasks.controlled(catalog, parallelism, dir, Optional.of(from));
  }

  @Test
  void aCreatedCollectionIsRestoredByWhatStateSaysOfIt() throws Exception {
    for (int parallelism : new int[] {1, 3}) {
      try (ShardSubtasks shards = restore(parallelism, filled)) {
        assertThat(shards.shards().keySet()).filteredOn(key -> key.startsWith("birds/")).hasSize(2);
        assertThat(live(shards, "birds/")).isEqualTo(COUNT);
        assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
        shards.apply(birds(COUNT, COUNT + 10), 32);
        assertThat(live(shards, "birds/")).isEqualTo(COUNT + 10);
      }
    }
  }

  @Test
  void nothingIsLeftOfADroppedCollection() throws Exception {
    try (ShardSubtasks shards = restore(1, filled)) {
      shards.apply(new Operation.Drop("birds", 2));
      assertThat(live(shards, "birds/")).isZero();
      pass(shards);
      assertThat(gone(shards)).isEqualTo(ids);
      assertThat(shards.changes()).isEmpty();
      assertThat(stored(shards)).isNotEmpty().allMatch(key -> key.startsWith("words/"));
      assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
    }
  }

  /** Of two shards, so that one answers without the other: nobody takes that for all there is. */
  @Test
  void aQueryThatWasOnItsWayIsNotAnsweredByShardsThatAreGone() throws Exception {
    Catalog both = catalog(catalog.get("words").spec(), BIRDS);
    Query word = Samples.nearest(1, 1, changes.vector());
    Query bird =
        new Query(
            "b",
            "birds",
            word.target(),
            1,
            word.ef(),
            word.include(),
            word.timeout(),
            word.ts(),
            word.origin());
    ShardSubtasks.Checkpoint dropped;
    try (ShardSubtasks shards = restore(1, filled)) {
      assertThat(shards.partials(both, bird)).hasSize(2);
      shards.apply(new Operation.Drop("birds", 2));
      assertThat(shards.partials(both, bird)).isEmpty();
      assertThat(shards.partials(both, word)).hasSize(4);
      dropped = shards.checkpoint(2);
    }
    try (ShardSubtasks shards = restore(2, dropped)) {
      assertThat(shards.partials(both, bird)).isEmpty();
    }
  }

  /** Another subtask that admits has not heard of it yet. */
  @Test
  void whatIsOnItsWayGoesWithTheCollection() throws Exception {
    ShardSubtasks.Checkpoint dropped;
    try (ShardSubtasks shards = restore(1, filled)) {
      shards.apply(new Operation.Drop("birds", 2));
      shards.apply(birds(0, 100), 32);
      pass(shards);
      dropped = shards.checkpoint(2);
    }
    try (ShardSubtasks shards = restore(2, dropped)) {
      shards.apply(birds(0, 100), 32);
      shards.apply(new Operation.Drop("birds", 2));
      assertThat(live(shards, "birds/")).isZero();
      assertThat(stored(shards)).allMatch(key -> key.startsWith("words/"));
      assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
    }
  }

  @Test
  void aCheckpointHalfWayIsGoneOnFrom() throws Exception {
    Set<String> told;
    ShardSubtasks.Checkpoint half;
    try (ShardSubtasks shards = restore(1, filled)) {
      shards.apply(new Operation.Drop("birds", 2));
      shards.subtask(0).setProcessingTime(Dropping.EVERY_MILLIS);
      told = gone(shards);
      assertThat(told).hasSize(Dropping.SLICE);
      half = shards.checkpoint(2);
    }
    for (int parallelism : new int[] {1, 2}) {
      try (ShardSubtasks shards = restore(parallelism, half)) {
        pass(shards);
        Set<String> rest = new TreeSet<>(ids);
        rest.removeAll(told);
        assertThat(gone(shards)).isEqualTo(rest);
        assertThat(stored(shards)).allMatch(key -> key.startsWith("words/"));
        assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
      }
    }
  }

  /** A name that was dropped may be configured again there. */
  @Test
  void whatIsHalfDroppedIsGoneWhereThereIsNoControlAnyMore() throws Exception {
    ShardSubtasks.Checkpoint half;
    try (ShardSubtasks shards = restore(1, filled)) {
      shards.apply(new Operation.Drop("birds", 2));
      shards.subtask(0).setProcessingTime(Dropping.EVERY_MILLIS);
      half = shards.checkpoint(2);
    }
    Catalog both = catalog(catalog.get("words").spec(), BIRDS);
    ShardSubtasks.Checkpoint again;
    try (ShardSubtasks shards = ShardSubtasks.restore(both, 2, dir, half)) {
      assertThat(stored(shards)).allMatch(key -> key.startsWith("words/"));
      shards.apply(birds(0, 50), 32);
      assertThat(live(shards, "birds/")).isEqualTo(50);
      again = shards.checkpoint(3);
    }
    try (ShardSubtasks shards = ShardSubtasks.restore(both, 1, dir, again)) {
      assertThat(live(shards, "birds/")).isEqualTo(50);
      assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
    }
  }

  /** No part of a collection comes back because one subtask had not heard of its end yet. */
  @Test
  void whatSomeHaveHeardIsDroppedIsGoneWhereThereIsNoControlAnyMore() throws Exception {
    ShardSubtasks.Checkpoint heardByOne;
    try (ShardSubtasks shards = restore(2, filled)) {
      shards.applyTo(0, new Operation.Drop("words", 4));
      assertThat(live(shards, "words/")).isBetween(1, changes.expected().size() - 1);
      heardByOne = shards.checkpoint(2);
    }
    try (ShardSubtasks shards = ShardSubtasks.restore(catalog, 2, dir, heardByOne)) {
      assertThat(stored(shards)).isEmpty();
      assertThat(live(shards, "words/")).isZero();
    }
  }

  /** It was on its way in an unaligned checkpoint: the name is the configuration's now. */
  @Test
  void aDropThatComesWhereThereIsNoControlAnyMoreIsForgotten() throws Exception {
    Catalog both = catalog(catalog.get("words").spec(), BIRDS);
    try (ShardSubtasks shards = ShardSubtasks.restore(both, 1, dir, filled)) {
      shards.apply(new Operation.Drop("birds", 2));
      shards.apply(birds(COUNT, COUNT + 10), 32);
      assertThat(live(shards, "birds/")).isEqualTo(COUNT + 10);
      assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
    }
  }

  /** Flink gives union state to each subtask, and writes what nobody asks for as often again. */
  @Test
  void whatWasHeardIsForgottenWhereThereIsNoControlAnyMore() throws Exception {
    assertThat(ShardSubtasks.heard(filled)).isEqualTo(2);
    ShardSubtasks.Checkpoint last = filled;
    for (int round = 2; round < 5; round++) {
      try (ShardSubtasks shards = ShardSubtasks.restore(catalog, 2, dir, last)) {
        assertThat(live(shards, "birds/")).isZero();
        assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
        last = shards.checkpoint(round);
      }
    }
    assertThat(ShardSubtasks.heard(last)).isZero();
  }

  /** Its configuration may go on to name it. */
  @Test
  void aConfiguredCollectionStaysDropped() throws Exception {
    ShardSubtasks.Checkpoint dropped;
    try (ShardSubtasks shards = restore(1, filled)) {
      shards.apply(new Operation.Drop("words", 4));
      pass(shards);
      // Some that were deleted before are still in the graph.
      assertThat(gone(shards)).containsAll(changes.expected().keySet()).isSubsetOf(changes.ids());
      dropped = shards.checkpoint(2);
    }
    try (ShardSubtasks shards = restore(2, dropped)) {
      assertThat(live(shards, "words/")).isZero();
      assertThat(live(shards, "birds/")).isEqualTo(COUNT);
      shards.apply(changes.next(10, 200), 32);
      assertThat(live(shards, "words/")).isZero();
    }
  }

  @Test
  void aBoundedJobDropsAllBeforeItEnds() throws Exception {
    try (ShardSubtasks shards = restore(1, filled)) {
      shards.apply(new Operation.Drop("birds", 2));
      shards.subtask(0).getOperator().finish();
      assertThat(gone(shards)).isEqualTo(ids);
    }
  }

  private static void pass(ShardSubtasks shards) throws Exception {
    int parallelism = shards.parallelism();
    for (int subtask = 0; subtask < parallelism; subtask++) {
      for (long time = 0; time <= 1_000; time += Dropping.EVERY_MILLIS) {
        shards.subtask(subtask).setProcessingTime(time);
      }
    }
  }

  private static int live(ShardSubtasks shards, String collection) {
    return shards.shards().entrySet().stream()
        .filter(each -> each.getKey().startsWith(collection))
        .mapToInt(each -> each.getValue().index().size())
        .sum();
  }

  /** What the serving cache is told is gone. */
  private static Set<String> gone(ShardSubtasks shards) {
    Set<String> gone = new TreeSet<>();
    for (Change change : shards.side(ShardOperator.REPUBLISHED)) {
      assertThat(change).isInstanceOf(Change.Deleted.class);
      gone.add(change.id());
    }
    return gone;
  }

  /** Keys of shards that any state has something of. */
  private static Set<String> stored(ShardSubtasks shards) throws Exception {
    Set<String> stored = new TreeSet<>();
    for (int subtask = 0; subtask < shards.parallelism(); subtask++) {
      var backend =
          ((ShardOperator) shards.subtask(subtask).getOperator()).<String>getKeyedStateBackend();
      for (var state : ShardState.descriptors()) {
        try (var keys = backend.<VoidNamespace>getKeys(state.getName(), VoidNamespace.INSTANCE)) {
          keys.forEach(stored::add);
        }
      }
    }
    return stored;
  }
}
