package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.nearest;
import static org.flinkvectorindex.operators.Samples.put;
import static org.flinkvectorindex.operators.Samples.remove;
import static org.flinkvectorindex.operators.Samples.words;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a checkpoint is the index. */
class ShardStateTest {
  @TempDir Path dir;
  private final Catalog catalog = words(4, Order.LOG);
  private final RandomChanges changes = new RandomChanges();

  @Test
  void aRestoredIndexIsTheOneCheckpointed() throws Exception {
    ShardSubtasks.Checkpoint checkpoint;
    Map<String, String> hashes;
    List<List<Hit>> answers;
    float[][] questions = {changes.vector(), changes.vector(), changes.vector()};
    try (ShardSubtasks before = ShardSubtasks.start(catalog, 1, dir)) {
      before.apply(changes.next(3000, 500), 32);
      checkpoint = before.checkpoint(1);
      hashes = before.hashes();
      answers = ask(before, questions);
    }
    try (ShardSubtasks after = ShardSubtasks.restore(catalog, 1, dir, checkpoint)) {
      assertThat(after.hashes()).hasSize(4).isEqualTo(hashes);
      assertThat(ask(after, questions)).isEqualTo(answers);
      assertThat(after.contents(changes.ids())).isEqualTo(changes.expected());
    }
  }

  @Test
  void aRestoredIndexGoesOnAsTheOneThatWasNeverStopped() throws Exception {
    try (ShardSubtasks steady = ShardSubtasks.start(catalog, 1, dir)) {
      steady.apply(changes.next(1500, 300), 32);
      ShardSubtasks.Checkpoint checkpoint = steady.checkpoint(1);
      List<Operation.Row> rest = changes.next(1500, 300);
      steady.apply(rest, 32);
      try (ShardSubtasks restored = ShardSubtasks.restore(catalog, 1, dir, checkpoint)) {
        restored.apply(rest, 5);
        assertThat(restored.hashes()).isEqualTo(steady.hashes());
      }
    }
  }

  @Test
  void shardsMoveWithTheirKeyGroups() throws Exception {
    ShardSubtasks.Checkpoint checkpoint;
    Map<String, String> hashes;
    try (ShardSubtasks one = ShardSubtasks.start(catalog, 1, dir)) {
      one.apply(changes.next(2000, 400), 32);
      checkpoint = one.checkpoint(1);
      hashes = one.hashes();
    }
    try (ShardSubtasks two = ShardSubtasks.restore(catalog, 2, dir, checkpoint)) {
      assertThat(two.hashes()).isEqualTo(hashes);
      for (int index = 0; index < 2; index++) {
        assertThat(((ShardOperator) two.subtask(index).getOperator()).shards()).hasSize(2);
      }
      two.apply(changes.next(1000, 400), 32);
      checkpoint = two.checkpoint(2);
      hashes = two.hashes();
    }
    try (ShardSubtasks one = ShardSubtasks.restore(catalog, 1, dir, checkpoint)) {
      assertThat(one.hashes()).isEqualTo(hashes);
      assertThat(one.contents(changes.ids())).isEqualTo(changes.expected());
    }
  }

  @Test
  void nothingDependsOnWhereABatchIsCut() throws Exception {
    List<Operation.Row> operations = changes.next(2500, 400);
    List<Map<String, String>> hashes = new ArrayList<>();
    for (int rows : new int[] {1, 7, 1000}) {
      try (ShardSubtasks shards = ShardSubtasks.start(catalog, 1, dir)) {
        shards.apply(operations, rows);
        hashes.add(shards.hashes());
      }
    }
    assertThat(hashes.get(1)).isEqualTo(hashes.get(0));
    assertThat(hashes.get(2)).isEqualTo(hashes.get(0));
  }

  @Test
  void aThousandEqualVectorsAreAllFound() throws Exception {
    Catalog one = words(1, Order.LOG);
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      operations.add(put("id" + i, i, 1, 2, 3, 4));
    }
    try (ShardSubtasks shards = ShardSubtasks.start(one, 1, dir)) {
      shards.apply(operations, 32);
      List<Hit> found = shards.ask(nearest(1, 1000, 1, 2, 3, 4));
      assertThat(found).extracting(Hit::id).doesNotHaveDuplicates().hasSize(1000);
      assertThat(found).extracting(Hit::distance).containsOnly(0f);
      try (ShardSubtasks restored = ShardSubtasks.restore(one, 1, dir, shards.checkpoint(1))) {
        assertThat(restored.hashes()).isEqualTo(shards.hashes());
        assertThat(restored.ask(nearest(1, 1000, 1, 2, 3, 4))).isEqualTo(found);
      }
    }
  }

  @Test
  void slotsAreGivenAnewBetweenTwoCheckpoints() throws Exception {
    Catalog one = words(1, Order.LOG);
    try (ShardSubtasks shards = ShardSubtasks.start(one, 1, dir)) {
      List<Operation> operations = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        operations.add(put("old" + i, i, changes.vector()));
      }
      shards.apply(operations, 1);
      ShardSubtasks.Checkpoint first = shards.checkpoint(1);
      Map<String, String> atFirst = shards.hashes();
      operations.clear();
      for (int i = 0; i < 200; i++) {
        operations.add(remove("old" + i, 1000 + i));
      }
      for (int i = 0; i < 300; i++) {
        operations.add(put("new" + i, 2000 + i, changes.vector()));
      }
      shards.apply(operations, 1);
      assertThat(greatestSlot(shards)).as("slots are reused").isLessThan(599);
      ShardSubtasks.Checkpoint second = shards.checkpoint(2);
      try (ShardSubtasks restored = ShardSubtasks.restore(one, 1, dir, second)) {
        assertThat(restored.hashes()).isEqualTo(shards.hashes());
        assertThat(restored.contents(List.of("old0", "old250", "new0")))
            .containsOnlyKeys("old250", "new0");
      }
      try (ShardSubtasks restored = ShardSubtasks.restore(one, 1, dir, first)) {
        assertThat(restored.hashes()).isEqualTo(atFirst);
        assertThat(restored.contents(List.of("old0", "new0"))).containsOnlyKeys("old0");
      }
    }
  }

  private static int greatestSlot(ShardSubtasks shards) {
    var index = shards.shards().values().iterator().next().index();
    int greatest = 0;
    for (int i = 0; i < 300; i++) {
      greatest = Math.max(greatest, index.slotOf("new" + i));
    }
    return greatest;
  }

  private static List<List<Hit>> ask(ShardSubtasks shards, float[][] questions) throws Exception {
    List<List<Hit>> answers = new ArrayList<>();
    for (float[] question : questions) {
      answers.add(shards.ask(nearest(1, 10, question)));
    }
    return answers;
  }
}
