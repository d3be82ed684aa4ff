package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.put;
import static org.flinkvectorindex.operators.Samples.remove;
import static org.flinkvectorindex.operators.Samples.words;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Order;
import org.flinkvectorindex.operators.publish.Republish;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepublishTest {
  private static final Optional<String> FIRST = Optional.empty();
  private static final Optional<String> SECOND = Optional.of("2");

  @TempDir Path dir;
  private final Catalog catalog = words(4, Order.LOG);
  private final RandomChanges changes = new RandomChanges();
  private ShardSubtasks.Checkpoint published;

  @BeforeEach
  void fill() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(catalog, 1, dir)) {
      shards.apply(changes.next(3000, 2000), 32);
      published = shards.checkpoint(1);
    }
  }

  private ShardSubtasks restore(Optional<String> generation, ShardSubtasks.Checkpoint from)
      throws Exception {
    return new ShardSubtasks(catalog, 1, dir, generation, Optional.of(from));
  }

  @Test
  void theSameGenerationPublishesNothing() throws Exception {
    try (ShardSubtasks shards = restore(FIRST, published)) {
      pass(shards, 10_000);
      assertThat(republished(shards)).isEmpty();
    }
  }

  @Test
  void anotherGenerationPublishesAllThatIsLiveWithItsOwnOrder() throws Exception {
    try (ShardSubtasks shards = restore(SECOND, published)) {
      pass(shards, 10_000);
      assertThat(contents(shards)).isEqualTo(changes.expected());
      assertThat(republished(shards)).hasSameSizeAs(changes.expected().keySet());
      for (Change change : republished(shards)) {
        Change.Upserted upserted = (Change.Upserted) change;
        assertThat(upserted.attributes()).hasValue("{\"order\":" + upserted.order().value() + "}");
      }
      ShardSubtasks.Checkpoint done = shards.checkpoint(2);
      try (ShardSubtasks again = restore(SECOND, done)) {
        pass(again, 10_000);
        assertThat(republished(again)).isEmpty();
      }
    }
  }

  @Test
  void liveChangesGoOnMeanwhile() throws Exception {
    try (ShardSubtasks shards = restore(SECOND, published)) {
      pass(shards, Republish.EVERY_MILLIS);
      assertThat(republished(shards)).hasSizeBetween(1, Republish.SLICE);
      shards.apply(put("fresh", 100_001, 1, 2, 3, 4));
      assertThat(shards.changes()).extracting(Change::id).containsExactly("fresh");
      pass(shards, 10_000);
      assertThat(contents(shards)).containsAllEntriesOf(changes.expected());
    }
  }

  @Test
  void whatIsDeletedMeanwhileDoesNotComeBack() throws Exception {
    try (ShardSubtasks shards = restore(SECOND, published)) {
      List<String> live = List.copyOf(changes.expected().keySet());
      for (String id : live) {
        shards.apply(remove(id, 100_000));
      }
      pass(shards, 10_000);
      assertThat(live).isNotEmpty();
      assertThat(republished(shards)).isEmpty();
    }
  }

  @Test
  void aCheckpointHalfWayStartsTheShardAnew() throws Exception {
    ShardSubtasks.Checkpoint half;
    try (ShardSubtasks shards = restore(SECOND, published)) {
      pass(shards, Republish.EVERY_MILLIS);
      half = shards.checkpoint(2);
    }
    try (ShardSubtasks shards = restore(SECOND, half)) {
      pass(shards, 10_000);
      assertThat(contents(shards)).isEqualTo(changes.expected());
    }
  }

  @Test
  void aBoundedJobPublishesAllBeforeItEnds() throws Exception {
    try (ShardSubtasks shards = restore(SECOND, published)) {
      shards.subtask(0).getOperator().finish();
      assertThat(contents(shards)).isEqualTo(changes.expected());
    }
  }

  private static void pass(ShardSubtasks shards, long millis) throws Exception {
    for (long time = 0; time <= millis; time += Republish.EVERY_MILLIS) {
      shards.subtask(0).setProcessingTime(time);
    }
  }

  private static List<Change> republished(ShardSubtasks shards) {
    return shards.side(ShardOperator.REPUBLISHED);
  }

  private static Map<String, String> contents(ShardSubtasks shards) {
    Map<String, String> contents = new TreeMap<>();
    for (Change change : republished(shards)) {
      contents.put(change.id(), ((Change.Upserted) change).attributes().orElse(""));
    }
    return contents;
  }
}
