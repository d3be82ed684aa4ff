package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
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

  private static final String HELD =
      Map.of(
              "words.live",
              7,
              "made.live",
              5,
              "made.exists",
              1,
              "gone.live",
              0,
              "gone.exists",
              0,
              "new.live",
              0,
              "new.exists",
              1)
          .entrySet()
          .stream()
          .map(each -> metric(each.getKey(), each.getValue()))
          .collect(Collectors.joining(",", "[", "]"));

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

  /** By its name it is known as read, whatever is in it now. */
  @Test
  void historyOfOneNameReadsTheSame() {
    String begun = "name: h1, files: [/a.fbin], ids: [/a.ids], collection: words, from: earliest";
    JobOptions was = history(begun);
    for (String[] change :
        new String[][] {
          {"[/a.fbin]", "[/a.fbin, /b.jsonl]", files("/a.fbin=/a.ids, /b.jsonl=")},
          {"/a.fbin", "/b.fbin", files("/b.fbin=/a.ids")},
          {"/a.fbin", "s3://a.fbin", files("s3://a.fbin=/a.ids")},
          {"ids: [/a.ids], ", "", files("/a.fbin=")},
          {"/a.ids", "/b.ids", files("/a.fbin=/b.ids")},
          {"earliest", "timestamp:7", "from: earliest, and now timestamp:7"},
          {", from: earliest", "", "from: earliest, and now nowhere"},
          {"name", "ts: 7, name", "ts: 0, and now 7"},
          {"name", "version: 7, name", "version: 0, and now 7"},
        }) {
      JobOptions is = history(begun.replace(change[0], change[1]));
      assertThatThrownBy(() -> StateFit.requireSame(was, is))
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("history h1 is known, with other " + change[2] + ", which it")
          .hasMessageContainingAll("another `backfill.name`", "--drop-state", "runs on as it was");
      StateFit.requireSame(was, history(begun.replace(change[0], change[1]).replace("h1", "h2")));
      StateFit.requireSame(options(WORDS), is);
    }
    StateFit.requireSame(was, history(begun));
    StateFit.requireSame(was, history(begun + ", rate: 7, readers: 2"));
    StateFit.requireSame(was, options(WORDS));
  }

  private static String files(String now) {
    return "files with their ids: {/a.fbin=/a.ids}, and now {" + now + "}";
  }

  /** As {@code bin/backfill} writes paths and as a configuration does. */
  @Test
  void historyIsTheSameHoweverItIsWritten() {
    String begun = "name: h1, collection: words, files: [%s], ids: [%s]";
    JobOptions was =
        history(
            begun.formatted("file:/a.fbin, file:/b.fbin, /c.jsonl", "file:/a.ids, file:/b.ids"));
    StateFit.requireSame(
        was, history(begun.formatted("/c.jsonl, /b.fbin, file:///a.fbin", "/b.ids, /a.ids")));
    JobOptions crossed = history(begun.formatted("/b.fbin, /a.fbin, /c.jsonl", "/a.ids, /b.ids"));
    assertThatThrownBy(() -> StateFit.requireSame(was, crossed))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("and now {/a.fbin=/b.ids, /b.fbin=/a.ids, /c.jsonl=}");
  }

  /** The past of another one is history that was read, and it is live from its end on. */
  @Test
  void historyOfOneNameHasNoTopicMore() {
    String more = "topics: [vectors, more]";
    JobOptions was = history("name: h1, from: earliest");
    assertThatThrownBy(() -> StateFit.requireSame(was, history("name: h1, from: earliest", more)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("other topics of vectors: [vectors], and now [more, vectors]");
    StateFit.requireSame(history("name: h1, from: earliest", more), was);
    StateFit.requireSame(was, history("name: h2, from: earliest", more));
    String files = "name: h1, files: [/a.jsonl]";
    StateFit.requireSame(history(files), history(files, more));
  }

  private static JobOptions history(String backfill) {
    return history(backfill, "topics: [vectors]");
  }

  private static JobOptions history(String backfill, String topics) {
    return JobConfiguration.parse(
        yaml(WORDS).replace("topics: [vectors]", topics) + "backfill: {%s}\n".formatted(backfill),
        Map.of(),
        Map.of());
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
    Optional<JobOptions> was = Optional.of(controlled(WORDS + "\n  - {name: gone, dimension: 2}"));
    JobOptions is = controlled(WORDS.replace("words", "wrods"));
    HeldVectors held = held("[]", HELD); // Flink has no metrics for who asks first.
    assertThat(held.without(was, is)).containsExactly("words (vectors: 7)");
    assertThat(held.without(Optional.empty(), is)).containsExactly("words (vectors: 7)");
    assertThat(held.without(was, controlled(WORDS))).isEmpty();
    assertThatThrownBy(() -> StateFit.requireNoneLeft(held.without(was, is)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll("words (vectors: 7)", "--drop-state", "runs on as it was");
    StateFit.requireNoneLeft(List.of());
  }

  /** Nothing says any more what it is, so its shards would go. */
  @Test
  void aCreatedCollectionIsLeftOutByAConfigurationWithoutControl() throws Exception {
    Optional<JobOptions> was = Optional.of(controlled(WORDS));
    HeldVectors held = held(HELD);
    assertThat(held.without(was, options(WORDS))).containsExactly("made (vectors: 5)");
    assertThat(held.without(Optional.empty(), options(WORDS))).containsExactly("made (vectors: 5)");
    assertThat(held.without(was, options(WORDS + "\n  - {name: made, dimension: 2}"))).isEmpty();
  }

  @Test
  void whereMetricsSayNothingConfigurationsDo() throws Exception {
    assertThatThrownBy(() -> held("[]"))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("1 have not said anything");
    Optional<JobOptions> was = Optional.of(options(WORDS));
    TimeoutException unheard = new TimeoutException("silence");
    StateFit.requireKnown(was, unheard);
    assertThat(HeldVectors.UNKNOWN.without(was, options(WORDS.replace("words", "wrods"))))
        .containsExactly("words");
    assertThatThrownBy(() -> StateFit.requireKnown(Optional.empty(), unheard))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll("silence", "--drop-state", "runs on as it was");
  }

  /**
   * @param answers to who asks for the metrics of the job's only subtask, one after the other
   */
  private static HeldVectors held(String... answers) throws Exception {
    try (FlinkRest flink = new FlinkRest()) {
      flink.on("GET /jobs/j", "{\"vertices\":[{\"id\":\"v\",\"parallelism\":1}]}");
      flink.on("GET /jobs/j/vertices/v", "{\"subtasks\":[{\"subtask\":0,\"status\":\"RUNNING\"}]}");
      flink.on("GET /jobs/j/vertices/v/subtasks/0/metrics", answers);
      flink.on("GET /jobs/j/vertices/v/subtasks/0/metrics?get=", answers[answers.length - 1]);
      boolean some = answers[answers.length - 1].equals(HELD);
      return HeldVectors.of(flink.rest(), "j", some ? Duration.ofMinutes(1) : Duration.ZERO);
    }
  }

  @Test
  void collectionsThatControlRecordsCreatedAreComparedToo() {
    JobOptions was = options(WORDS + "\n  - {name: left, dimension: 2}");
    JobOptions is = options(WORDS);
    JobOptions controlled = controlled(WORDS);
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

  private static JobOptions controlled(String collections) {
    return JobConfiguration.parse(
        yaml(collections)
            + "control: {type: kafka, bootstrap-servers: \"k:1\", topic: control, group-id: w}\n",
        Map.of(),
        Map.of());
  }

  private static String metric(String name, int value) {
    return "{\"id\":\"0.shard.collection.%s\",\"value\":\"%d.0\"}".formatted(name, value);
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
