package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.serde.DecodedMutationFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.topology.EndPoints;
import org.flinkvectorindex.jobs.topology.FlinkSettings;
import org.flinkvectorindex.jobs.topology.FlowOptions;
import org.flinkvectorindex.jobs.topology.OutsideEndPoints;
import org.flinkvectorindex.jobs.topology.VectorIndexTopology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * History that was read says nothing of the time, after a restart neither, where its source is at
 * its end from the beginning: event time is that of the live changes, and waits where they do.
 */
@ExtendWith(SharedKafka.class)
class HistoryTimeE2EITCase {
  private static final int DIMENSION = 4;
  private static final int ROWS = 200;
  private static final long MINUTE = 60_000;

  /** How far the watermark is: {@code out-of-order}, and one for what has the same timestamp. */
  private static final long BEHIND = 1_001;

  /** A whole minute, long enough ago that some later ones are no future. */
  private static final long START = System.currentTimeMillis() / MINUTE * MINUTE - 60 * MINUTE;

  @Test
  void afterAFailureAndAtAnotherParallelism(LocalKafka kafka, @TempDir Path folder)
      throws Exception {
    try (TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka);
        TopicReader statistics = statistics(outside, kafka)) {
      JobOptions options = options(outside, kafka, folder);
      StreamExecutionEnvironment flink = cluster.restartingEnvironment(2);
      wire(options, flink, false);
      TestCluster.Job job = cluster.submit(flink, Optional.empty());
      live(outside, 1);
      Await.until("history is read", job::historyIsRead);
      int checkpoints = job.checkpoints();
      Await.until("that is durable", () -> job.checkpoints() >= checkpoints + 2);

      FailOnce.arm(1);
      live(outside, 2);
      Await.until(
          "the job has failed and is back",
          () -> FailOnce.failed() && job.restarts() == 1 && job.running());
      assertTimeGoesOn(outside, statistics, 2, 3);

      String savepoint = job.stop();
      flink = cluster.environment(1);
      wire(options, flink, false);
      try (TestCluster.Job again = cluster.submit(flink, Optional.of(savepoint))) {
        Await.until("the job runs with one subtask", again::running);
        assertTimeGoesOn(outside, statistics, 1, 6);
        assertAllIsThere(outside, 1, 2, 3, 5, 6, 8);
      }
    }
  }

  /** History was read, and came together with the live changes as it did in the first snapshots. */
  @Test
  void fromASavepointOfAUnion(LocalKafka kafka, @TempDir Path folder) throws Exception {
    try (TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka);
        TopicReader statistics = statistics(outside, kafka)) {
      JobOptions options = options(outside, kafka, folder);
      StreamExecutionEnvironment flink = cluster.environment(2);
      wire(options, flink, true);
      TestCluster.Job union = cluster.submit(flink, Optional.empty());
      live(outside, 1);
      live(outside, 2);
      Await.until("history is read", union::historyIsRead);
      String savepoint = union.stop();

      flink = cluster.environment(2);
      wire(options, flink, false);
      try (TestCluster.Job job = cluster.submit(flink, Optional.of(savepoint))) {
        Await.until("the job runs", job::running);
        assertTimeGoesOn(outside, statistics, 2, 3);
        assertAllIsThere(outside, 1, 2, 3, 5);
        assertThat(job.metric("Admit_vectors.admitted"))
            .as("history is not read again")
            .isEqualTo(2);
      }
    }
  }

  /** Once nothing comes any more, by two live changes: in that minute, and when it is over. */
  private static void assertTimeGoesOn(
      Outside outside, TopicReader statistics, int parallelism, int minute) {
    Await.until("live changes have come to a rest", () -> Quiet.everywhere(parallelism));
    live(outside, minute);
    live(outside, minute + 2);
    long expected = ts(minute + 2) - BEHIND;
    Await.until("event time is as late as they are", () -> watermark(outside) >= expected);
    assertThat(watermark(outside)).isEqualTo(expected);

    List<JsonNode> windows = new ArrayList<>();
    Await.until(
        "the first one's window is there",
        () -> {
          statistics.poll().forEach(each -> windows.add(Json.read(each.value())));
          return windows.stream().anyMatch(each -> each.path("start").asLong() == ts(minute));
        });
    assertThat(windows)
        .filteredOn(each -> each.path("start").asLong() == ts(minute))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.has("late")).isFalse();
              assertThat(each.path("inserts").asInt()).isEqualTo(1);
            });
  }

  private static long watermark(Outside outside) {
    return outside
        .ask(List.of("\"k\":1,\"vector\":[1,2,3,4]"))
        .get(0)
        .path("as_of")
        .path("watermark")
        .asLong(Long.MIN_VALUE);
  }

  private static void assertAllIsThere(Outside outside, int... minutes) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      ids.add("row-" + i);
    }
    for (int minute : minutes) {
      ids.add("live-" + minute);
    }
    assertThat(outside.versions(ids).keySet()).containsExactlyInAnyOrderElementsOf(ids);
  }

  /** All in one partition: what two that go idle together were last told is not event time yet. */
  private static void live(Outside outside, int minute) {
    outside.send(outside.vectors(), 0, change("live-" + minute, ts(minute)).getBytes(UTF_8));
    outside.flush();
  }

  private static long ts(int minute) {
    return START + minute * MINUTE;
  }

  private static String change(String id, long ts) {
    return "{\"op\":\"upsert\",\"collection\":\"words\",\"id\":\"%s\",\"version\":1,\"ts\":%d,\"vector\":[1,2,3,4]}"
        .formatted(id, ts);
  }

  private static TopicReader statistics(Outside outside, LocalKafka kafka) {
    kafka.createTopic(topic(outside), 1);
    return outside.reader(topic(outside));
  }

  private static String topic(Outside outside) {
    return "statistics-" + outside.vectors();
  }

  private static JobOptions options(Outside outside, LocalKafka kafka, Path folder)
      throws IOException {
    List<String> past = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      past.add(change("row-" + i, START - 1_000 * MINUTE + i));
    }
    String yaml =
        outside
                .yaml(DIMENSION)
                .replace(
                    "index: {ef: 100}",
                    "index: {ef: 100}, windows: [{name: minute, type: tumbling, size: 1 min}]")
            + "statistics: {type: kafka, bootstrap-servers: \"%s\", topic: %s}%n"
                .formatted(kafka.bootstrapServers(), topic(outside))
            + "backfill: {name: archive, files: [%s], rate: 2000}%n"
                .formatted(Files.write(folder.resolve("past.jsonl"), past));
    return JobConfiguration.parse(yaml, Map.of("vectors.0.idle", "300 ms"), Map.of());
  }

  private static void wire(JobOptions options, StreamExecutionEnvironment flink, boolean union) {
    Quiet.forget();
    flink.configure(FlinkSettings.of(options, flink.getConfiguration()));
    EndPoints ends = OutsideEndPoints.of(options, flink);
    RecordTypeInfo<Decoded<Mutation>> type = new RecordTypeInfo<>(DecodedMutationFormat.INSTANCE);
    DataStream<Decoded<Mutation>> mutations =
        union ? union(ends.mutations(), flink) : ends.mutations();
    VectorIndexTopology.build(
        ends.withMutations(
            mutations
                .map(new FailOnce<>())
                .returns(type)
                .uid("fail-once")
                .transform("Quiet", type, new Quiet<>())
                .uid("quiet")),
        FlowOptions.of(options));
  }

  @SuppressWarnings("unchecked") // both are streams of what comes of them
  private static <T> DataStream<T> union(DataStream<T> both, StreamExecutionEnvironment flink) {
    List<Transformation<?>> inputs = both.getTransformation().getInputs();
    return new DataStream<>(flink, (Transformation<T>) inputs.get(0))
        .union(new DataStream<>(flink, (Transformation<T>) inputs.get(1)));
  }
}
