package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.operators.Samples.byIds;
import static org.flinkvectorindex.operators.Samples.catalog;
import static org.flinkvectorindex.operators.Samples.collection;
import static org.flinkvectorindex.operators.Samples.nearest;
import static org.flinkvectorindex.operators.Samples.put;
import static org.flinkvectorindex.operators.Samples.query;
import static org.flinkvectorindex.operators.Samples.words;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Query.Include;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.Samples;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Order;
import org.flinkvectorindex.operators.scatter.ShardQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardOperatorTest {
  @TempDir Path dir;

  @Test
  void neighboursAreAscendingWithTiesById() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(1, Order.LOG), 1, dir)) {
      shards.apply(put("far", 1, 9, 0, 0, 0), put("b", 2, 1, 0, 0, 0), put("a", 3, 1, 0, 0, 0));
      List<Hit> hits = shards.ask(nearest(1, 3, 0, 0, 0, 0));
      assertThat(hits).extracting(Hit::id).containsExactly("a", "b", "far");
      assertThat(hits).extracting(Hit::distance).containsExactly(1f, 1f, 81f);
      assertThat(hits).extracting(Hit::attributes).containsOnly(Optional.empty());
    }
  }

  @Test
  void vectorsComeBackAsTheyWereGivenAlsoUnderCosine() throws Exception {
    Catalog cosine = catalog(collection("words", 2, Order.LOG, Metric.COSINE));
    try (ShardSubtasks shards = ShardSubtasks.start(cosine, 1, dir)) {
      shards.apply(put("king", 1, 3, 0, 4, 0));
      Query.Target target = new Query.Target.Nearest(new float[] {6, 0, 8, 0});
      Hit hit = shards.ask(query(1, 1, target, Set.of(Include.VECTOR), Optional.empty())).get(0);
      assertThat(hit.vector().orElseThrow()).containsExactly(3, 0, 4, 0);
      assertThat(hit.distance()).isLessThan(1e-6f);
      assertThat(hit.attributes()).isEmpty();
    }
  }

  @Test
  void idsThatAreNotThereAreLeftOut() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(4, Order.LOG), 2, dir)) {
      shards.apply(put("king", 1, 1, 2, 3, 4));
      assertThat(shards.ask(byIds(1, "king", "queen"))).extracting(Hit::id).containsExactly("king");
    }
  }

  @Test
  void collectionsAreApart() throws Exception {
    Catalog two =
        catalog(
            collection("words", 2, Order.LOG, Metric.L2),
            collection("birds", 3, Order.LOG, Metric.L2));
    try (ShardSubtasks shards = ShardSubtasks.start(two, 1, dir)) {
      Operation.Put word = put("king", 1, 1, 2, 3, 4);
      Operation.Put bird =
          new Operation.Put(
              "birds",
              "king",
              word.order(),
              word.ts(),
              word.expiry(),
              Optional.of("{}"),
              new float[4]);
      shards.apply(word, bird);
      assertThat(shards.contents(List.of("king"))).containsValue("{\"order\":1}");
      try (ShardSubtasks restored = ShardSubtasks.restore(two, 1, dir, shards.checkpoint(1))) {
        assertThat(restored.hashes()).hasSize(2).isEqualTo(shards.hashes());
      }
    }
  }

  @Test
  void aShardThatHasNothingAnswersNothing() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(1, Order.LOG), 1, dir)) {
      assertThat(shards.ask(nearest(1, 3, 0, 0, 0, 0))).isEmpty();
      assertThat(shards.subtask(0).extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void theWatermarkIsThatOfTheVectors() throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(words(1, Order.LOG), 1, dir)) {
      var subtask = shards.subtask(0);
      assertThat(watermarkTold(shards)).isEmpty();
      subtask.getOutput().clear();
      subtask.processWatermark2(new Watermark(99));
      subtask.processWatermarkStatus2(WatermarkStatus.IDLE);
      assertThat(subtask.getOutput()).isEmpty();
      subtask.processWatermark1(new Watermark(7));
      assertThat(subtask.getOutput()).containsExactly(new Watermark(7));
      assertThat(watermarkTold(shards)).hasValue(7);
    }
  }

  private static OptionalLong watermarkTold(ShardSubtasks shards) throws Exception {
    String key = words(1, Order.LOG).get("words").keys().key(0);
    var subtask = shards.subtask(0);
    subtask.getOutput().clear();
    subtask.processElement2(
        new StreamRecord<>(new ShardQuery(key, 0, "q", 10, nearest(1, 1, 0, 0, 0, 0))));
    return subtask.extractOutputValues().get(0).watermark();
  }

  @Test
  void anotherMaxParallelismIsRefused() {
    Catalog other = new Catalog(List.of(collection("words", 2, Order.LOG, Metric.L2)), 64);
    assertThatThrownBy(() -> ShardSubtasks.start(other, 1, dir).close())
        .hasStackTraceContaining(
            "the max parallelism of the shards is "
                + Samples.MAX_PARALLELISM
                + ", allowed: 64, which their keys were made for");
  }
}
