package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.accepted;
import static org.flinkvectorindex.operators.Samples.at;
import static org.flinkvectorindex.operators.Samples.collection;
import static org.flinkvectorindex.operators.Samples.order;
import static org.flinkvectorindex.operators.Samples.words;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Directory;
import org.flinkvectorindex.operators.collection.DirectoryFormat;
import org.flinkvectorindex.operators.collection.Order;
import org.flinkvectorindex.operators.decide.Control;
import org.flinkvectorindex.operators.decide.DecideControls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same as {@link SavepointFixtureTest} of a job whose collections came and went by control
 * records: birds were created and are called animals, fish were created and dropped.
 */
class ControlFixtureTest {
  private static final CollectionSpec BIRDS = collection("birds", 2, Order.TIME, Metric.COSINE);
  private static final CollectionSpec FISH = collection("fish", 3, Order.TIME, Metric.L2);
  private static final int COUNT = 120;

  @TempDir Path dir;
  private final Catalog catalog = words(4, Order.TIME);
  private final RandomChanges changes = new RandomChanges(20261122);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shardsOfCreatedCollectionsComeBackAndThoseOfDroppedOnesDoNot(int parallelism)
      throws Exception {
    List<Operation> before = changes();
    try (ShardSubtasks shards =
        ShardSubtasks.controlled(
            catalog, parallelism, dir, Optional.of(SavepointFixtureTest.read(file("shards"))))) {
      assertThat(SavepointFixtureTest.text(shards))
          .isEqualTo(Files.readString(file("hashes")))
          .contains("birds/")
          .doesNotContain("fish/");
      assertThat(before).isNotEmpty();
      assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
      shards.apply(rows(FISH, COUNT, COUNT + 10), 32);
      shards.apply(rows(BIRDS, COUNT, COUNT + 10), 32);
      assertThat(live(shards, "fish/")).as("a name is never given again").isZero();
      assertThat(live(shards, "birds/")).isEqualTo(COUNT + 10);
    }
  }

  @Test
  void whatWasDecidedHoldsOn() throws Exception {
    try (var decide = decide()) {
      decide.initializeState(OperatorSnapshotUtil.readStateHandle(file("decided").toString()));
      decide.open();
      tell(decide, new Control.Alias("animals", "birds"), new Control.Create(FISH));
      assertThat(decide.extractOutputValues()).as("known, and refused").isEmpty();
      tell(decide, new Control.Alias("animals", "words"));
      assertThat(decide.extractOutputValues())
          .containsExactly(
              new Directory(
                  5, Map.of("birds", BIRDS), Map.of("animals", "words"), Map.of("fish", 3)));
    }
  }

  @Test
  void isWrittenWhereAskedFor() throws Exception {
    assumeTrue("write".equals(System.getProperty("savepoints")), "writes only where asked to");
    Files.createDirectories(file(""));
    List<Operation> all = changes();
    try (ShardSubtasks shards = ShardSubtasks.controlled(catalog, 1, dir, Optional.empty())) {
      shards.apply(all, 32);
      SavepointFixtureTest.write(shards, file("shards"));
      Files.writeString(file("hashes"), SavepointFixtureTest.text(shards));
    }
    try (var decide = decide()) {
      decide.open();
      tell(
          decide,
          new Control.Create(BIRDS),
          new Control.Create(FISH),
          new Control.Alias("animals", "birds"),
          new Control.Drop("fish"));
      OperatorSubtaskState state = decide.snapshot(1, 1);
      OperatorSnapshotUtil.writeStateHandle(state, file("decided").toString());
    }
  }

  private static Path file(String name) {
    return SavepointFixtureTest.RESOURCES
        .resolve(SavepointFixtureTest.VERSION + "-controlled")
        .resolve(name);
  }

  private List<Operation> changes() {
    List<Operation> all = new ArrayList<>(changes.next(300, 100));
    all.addAll(rows(BIRDS, 0, COUNT));
    all.addAll(rows(FISH, 0, COUNT));
    all.add(new Operation.Drop("fish", FISH.shards()));
    return all;
  }

  private List<Operation> rows(CollectionSpec spec, int from, int to) {
    List<Operation> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add(
          new Operation.Put(
              spec.name(),
              spec.name() + "-" + i,
              order(i),
              i,
              OptionalLong.empty(),
              Optional.empty(),
              changes.vector(),
              Optional.of(spec)));
    }
    return rows;
  }

  private static int live(ShardSubtasks shards, String collection) {
    return shards.shards().entrySet().stream()
        .filter(each -> each.getKey().startsWith(collection))
        .mapToInt(each -> each.getValue().index().size())
        .sum();
  }

  private OneInputStreamOperatorTestHarness<Decoded<Control>, Directory> decide() throws Exception {
    var decide =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new DecideControls(catalog, 1)));
    decide.setup(new RecordSerializer<>(DirectoryFormat.INSTANCE));
    return decide;
  }

  private static void tell(
      OneInputStreamOperatorTestHarness<Decoded<Control>, Directory> decide, Control... controls)
      throws Exception {
    for (Control control : controls) {
      decide.processElement(new StreamRecord<>(accepted(control, at(1))));
    }
  }
}
