package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.flink.state.api.OperatorIdentifier;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What costs nothing while the old job runs. */
class StateFitTest {
  private static final String WORDS = "{name: words, dimension: 4, shards: 4, order: version}";

  @TempDir private Path folder;

  @Test
  void whatIsFixedIsRefusedByNameAndValues() {
    JobOptions was = options(WORDS);
    for (String[] change :
        new String[][] {
          {"dimension: 4", "dimension: 8", "dimension of collection words is 8"},
          {"shards: 4", "shards: 8", "shards of collection words is 8"},
          {"order: version", "order: time", "order of collection words is TIME"},
          {"order", "metric: l2, order", "metric of collection words is L2"},
        }) {
      JobOptions is = options(WORDS.replace(change[0], change[1]));
      assertThatThrownBy(() -> StateFit.requireSame(was, is))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining(change[2] + ", and its state was written with ");
    }
    StateFit.requireSame(was, options(WORDS.replace("order", "index: {ef: 90}, order")));
    StateFit.requireSame(was, options(WORDS.replace("words, dimension: 4", "more, dimension: 8")));
  }

  @Test
  void stateWithoutUseIsNamedWithTheWayToGiveItUp() throws Exception {
    JobOptions was = options(WORDS);
    String path = checkpoint("shard", "vectors-vectors", "of-something-else");
    StateFit.requireClaimed(
        path,
        Set.of(id("shard"), id("vectors-vectors"), id("of-something-else")),
        Optional.of(was));
    assertThatThrownBy(() -> StateFit.requireClaimed(path, Set.of(id("shard")), Optional.of(was)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll("vectors-vectors", id("of-something-else"), "--drop-state");
    assertThatThrownBy(() -> StateFit.requireClaimed(folder + "/none", Set.of(), Optional.of(was)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aCollectionThatIsLeftOutIsNamedWithWhatItHolds() throws Exception {
    Optional<JobOptions> was = Optional.of(options(WORDS + "\n  - {name: gone, dimension: 2}"));
    JobOptions is = options(WORDS.replace("words", "wrods"));
    try (FlinkRest flink = new FlinkRest()) {
      String path = "/jobs/j/vertices/v/subtasks/metrics";
      String[] names = {"words.live", "made.live", "made.exists", "gone.live", "gone.exists"};
      flink.on("GET /jobs/j", "{\"vertices\":[{\"id\":\"v\"}]}");
      flink.on("GET " + path, metrics(names, "{\"id\":\"0.shard.collection.%s\"}"));
      flink.on(
          "GET " + path + "?get=",
          metrics(names, "{\"id\":\"0.shard.collection.%s\",\"sum\":7.0}"));
      HeldVectors held = HeldVectors.of(flink.rest(), "j");
      assertThat(held.without(was, is)).containsExactly("words (vectors: 7)");
      assertThat(held.without(Optional.empty(), is)).containsExactly("words (vectors: 7)");
      assertThat(held.without(was, options(WORDS))).isEmpty();
      assertThatThrownBy(() -> StateFit.requireNoneLeft(held.without(was, is)))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContainingAll("words (vectors: 7)", "--drop-state", "runs on as it was");
    }
    assertThat(HeldVectors.UNKNOWN.without(was, is)).containsExactly("gone", "words");
    StateFit.requireNoneLeft(List.of());
  }

  private static String metrics(String[] names, String each) {
    return Arrays.stream(names).map(each::formatted).collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void collectionsThatControlRecordsCreatedAreComparedToo() {
    JobOptions was = options(WORDS + "\n  - {name: left, dimension: 2}");
    JobOptions is = options(WORDS);
    JobOptions controlled =
        JobConfiguration.parse(
            yaml(WORDS)
                + "control: {type: kafka, bootstrap-servers: \"k:1\", topic: control, group-id: w}\n",
            Map.of(),
            Map.of());
    Compared plain = Compared.of(Optional.of(was), is);
    assertThat(List.of(plain.has("words"), plain.has("left"), plain.has("created")))
        .containsExactly(true, false, false);
    Compared control = Compared.of(Optional.of(was), controlled);
    assertThat(List.of(control.has("words"), control.has("left"), control.has("created")))
        .containsExactly(true, false, true);
    assertThat(Compared.of(Optional.empty(), controlled).has("created")).isFalse();
  }

  private String checkpoint(String... uids) throws IOException {
    List<OperatorState> states =
        Arrays.stream(uids)
            .map(
                uid -> {
                  OperatorID id = OperatorIdentifier.forUid(uid).getOperatorId();
                  OperatorState state = new OperatorState(id, 1, 128);
                  state.setCoordinatorState(new ByteStreamStateHandle(uid, new byte[] {1}));
                  return state;
                })
            .toList();
    try (OutputStream out = Files.newOutputStream(folder.resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(1, states, List.of()), out);
    }
    return folder.toString();
  }

  private static String id(String uid) {
    return OperatorIdentifier.forUid(uid).getOperatorId().toString();
  }

  private static JobOptions options(String collections) {
    return JobConfiguration.parse(yaml(collections), Map.of(), Map.of());
  }

  private static String yaml(String collections) {
    return """
        name: words-job
        collections:
          - %s
        vectors:
          - {type: kafka, bootstrap-servers: "k:1", topics: [vectors], group-id: words}
        queries:
          - {type: kafka, bootstrap-servers: "k:1", topics: [queries], group-id: words}
        results: {type: kafka, bootstrap-servers: "k:1", topic: results}
        dead-letters: {type: kafka, bootstrap-servers: "k:1", topic: dead}
        """
        .formatted(collections);
  }
}
