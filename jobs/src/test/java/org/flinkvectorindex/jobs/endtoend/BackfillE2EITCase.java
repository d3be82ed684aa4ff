package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * History comes in beside live changes, in no order: the greatest version of each id wins, whether
 * it was read from a file, from the past of the topic or from its end, and whatever happened to the
 * job meanwhile.
 */
@ExtendWith(SharedKafka.class)
class BackfillE2EITCase {
  private static final int DIMENSION = 16;
  private static final int ROWS = 1_000;

  /** Of {@code history.parquet}, without the 8th and the 10th, which are bad. */
  private static final int PARQUET_ROWS = 200;

  private static final String ADMITTED = "Admit_vectors.admitted";

  @Test
  void filesBesideLiveChangesAndAFailure(LocalKafka kafka, @TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println("BackfillE2EITCase: seed " + seed);
    Workload workload = Workload.random(seed, 6_000, 2_000, DIMENSION);
    List<Workload.Change> past = workload.changes().subList(0, 3_000);
    List<Workload.Change> live = workload.changes().subList(3_000, 6_000);
    // With a name that Flink's source of files would pass over if it were let.
    Path lines = lines(folder.resolve("_past.jsonl"), past);
    Path rows = rows(folder.resolve("rows.fbin"), seed);
    Path ids = ids(folder.resolve("rows.ids"));
    Path parquet = Path.of(BackfillE2EITCase.class.getResource("/history.parquet").toURI());
    try (TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka)) {
      JobOptions options =
          options(
              outside,
              "files: [%s, %s, %s], ids: [%s], rate: 600".formatted(lines, parquet, rows, ids));
      StreamExecutionEnvironment flink = cluster.restartingEnvironment(2);
      FailOnce.wire(options, flink);
      TestCluster.Job job = cluster.submit(flink, Optional.empty());
      outside.sendAll(live.subList(0, 1_500), new Random(seed));
      Await.until("a part of it is durable", () -> job.running() && job.checkpoints() >= 1);

      FailOnce.arm(300);
      outside.sendAll(live.subList(1_500, 3_000), new Random(seed + 1));
      Await.until(
          "the job has failed and is back",
          () -> FailOnce.failed() && job.restarts() == 1 && job.restored() >= 1);
      Await.until(
          "progress goes on where it was",
          () -> job.historyIsRead() || job.metric(".history-read") > 0);
      Map<String, Long> expected = Contents.versions(workload);
      for (int row = 0; row < ROWS; row++) {
        expected.putIfAbsent(id(row), 0L);
      }
      workload.deleted().forEach(expected::remove);
      for (int row = 0; row < PARQUET_ROWS; row++) {
        expected.put("parquet-" + row, 0L);
      }
      expected.keySet().removeAll(List.of("parquet-7", "parquet-9"));
      awaitEqual(outside, expected);
      awaitDeadLetters(
          outside, List.of(lines + ":11", lines + ":3002", parquet + ":7", parquet + ":9"));

      Await.until("history is read, as all of it is there", job::historyIsRead);
      String savepoint = job.stop();
      flink = cluster.environment(1);
      VectorIndexJob.wire(options, flink);
      try (TestCluster.Job again = cluster.submit(flink, Optional.of(savepoint))) {
        awaitEqual(outside, expected);
        assertThat(again.metric(ADMITTED)).as("history is not read again").isZero();
      }
    }
  }

  @Test
  void theTopicFromItsStartThenItsEndEachRecordOnce(LocalKafka kafka, @TempDir Path folder)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("BackfillE2EITCase: seed " + seed);
    Workload workload = Workload.random(seed, 6_000, 2_000, DIMENSION);
    List<Workload.Change> changes = workload.changes();
    Path lines = folder.resolve("archive.jsonl");
    Files.write(lines, changes.subList(0, 2_000).stream().map(Workload.Change::json).toList());
    try (TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka)) {
      outside.sendAll(changes.subList(2_000, 4_000), new Random(seed));
      StreamExecutionEnvironment flink = cluster.environment(2);
      VectorIndexJob.wire(
          options(outside, "files: [%s], from: earliest, rate: 4000, readers: 2".formatted(lines)),
          flink);
      // After the job was put together and before it runs: neither history nor lost.
      outside.sendAll(changes.subList(4_000, 5_000), new Random(seed + 1));
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty())) {
        outside.sendAll(changes.subList(5_000, 6_000), new Random(seed + 2));
        Contents.awaitEqual(outside, workload);
        Await.until("every record is counted", () -> job.metric(ADMITTED) >= changes.size());
        assertThat(job.metric(ADMITTED)).isEqualTo(changes.size());
      }
    }
  }

  /**
   * Half of the changes before the timestamp would win, and ids are deleted there: none of that is
   * read, neither as history nor live, while of the rest the greatest version wins as ever. Of the
   * partitions the last has nothing as young as the timestamp.
   */
  @Test
  void theTopicFromATimestampAndNothingBeforeIt(LocalKafka kafka, @TempDir Path folder)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("BackfillE2EITCase: seed " + seed);
    List<Workload.Change> changes = Workload.random(seed, 6_000, 2_000, DIMENSION).changes();
    List<Workload.Change> wanted = changes.subList(2_000, 6_000);
    long timestamp = System.currentTimeMillis() - 3_600_000;
    try (TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka)) {
      for (int i = 0; i < 4_000; i++) {
        boolean before = i < 2_000;
        outside.send(
            outside.vectors(),
            i % (before ? Outside.PARTITIONS : Outside.PARTITIONS - 1),
            timestamp + (i - 2_000) / Outside.PARTITIONS - (before ? 1 : 0),
            changes.get(i).json().getBytes(UTF_8));
      }
      outside.flush();
      StreamExecutionEnvironment flink = cluster.environment(2);
      VectorIndexJob.wire(
          options(outside, "from: timestamp:%d, rate: 4000".formatted(timestamp)), flink);
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty())) {
        outside.sendAll(changes.subList(4_000, 6_000), new Random(seed));
        awaitEqual(outside, greatest(wanted));
        Await.until("every record is counted", () -> job.metric(ADMITTED) >= wanted.size());
        assertThat(job.metric(ADMITTED)).isEqualTo(wanted.size());
      }
    }
  }

  /** Of each id the version that is left. */
  private static Map<String, Long> greatest(List<Workload.Change> changes) {
    Map<String, Workload.Change> last = new TreeMap<>();
    for (Workload.Change change : changes) {
      last.merge(change.id(), change, (a, b) -> a.version() > b.version() ? a : b);
    }
    Map<String, Long> versions = new TreeMap<>();
    last.forEach(
        (id, change) -> change.vector().ifPresent(any -> versions.put(id, change.version())));
    return versions;
  }

  /** A job without a backfill becomes one with it, and one without again. */
  @Test
  void aRunningJobTakesABackfillAndGivesItUp(LocalKafka kafka, @TempDir Path folder)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("BackfillE2EITCase: seed " + seed);
    Workload workload = Workload.random(seed, 4_000, 1_000, DIMENSION);
    List<Workload.Change> changes = workload.changes();
    Path lines = folder.resolve("archive.jsonl");
    Files.write(lines, changes.subList(0, 2_000).stream().map(Workload.Change::json).toList());
    try (TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka)) {
      outside.sendAll(changes.subList(2_000, 3_000), new Random(seed));
      JobOptions plain = JobConfiguration.parse(outside.yaml(DIMENSION), Map.of(), Map.of());
      TestCluster.Job before = submit(plain, Optional.empty(), cluster);
      Await.until("something is durable", () -> before.running() && before.checkpoints() >= 1);

      JobOptions backfill = options(outside, "files: [%s], rate: 5000".formatted(lines));
      TestCluster.Job with = submit(backfill, Optional.of(before.stop()), cluster);
      outside.sendAll(changes.subList(3_000, 4_000), new Random(seed + 1));
      Contents.awaitEqual(outside, workload);
      // A task that ends declines the savepoint.
      Await.until("the source of history is at its end", with::historyIsRead);

      StreamExecutionEnvironment flink = cluster.environment(2);
      VectorIndexJob.wire(plain, flink);
      try (TestCluster.Job after = cluster.submitDropping(flink, with.stop())) {
        Await.until("the job runs without a backfill", after::running);
        Contents.awaitEqual(outside, workload);
      }
    }
  }

  private static TestCluster.Job submit(
      JobOptions options, Optional<String> savepoint, TestCluster cluster) throws Exception {
    StreamExecutionEnvironment flink = cluster.environment(2);
    VectorIndexJob.wire(options, flink);
    return cluster.submit(flink, savepoint);
  }

  private static JobOptions options(Outside outside, String backfill) {
    String yaml =
        outside.yaml(DIMENSION)
            + "backfill: {name: archive, collection: words, %s}\n".formatted(backfill);
    return JobConfiguration.parse(yaml, Map.of(), Map.of());
  }

  /** With two lines that are no changes, the 11th and the last. */
  private static Path lines(Path file, List<Workload.Change> changes) throws IOException {
    List<String> lines = new ArrayList<>(changes.stream().map(Workload.Change::json).toList());
    lines.add(10, "no JSON");
    lines.add("{\"op\":\"upsert\",\"collection\":\"words\",\"id\":\"x\",\"vector\":[1]");
    return Files.write(file, lines);
  }

  /** By the places that they name. */
  private static void awaitDeadLetters(Outside outside, List<String> expected) {
    try (TopicReader letters = outside.reader(outside.deadLetters())) {
      List<String> origins = new ArrayList<>();
      Await.until(
          "all bad lines and rows are dead letters",
          () -> {
            letters.poll().forEach(letter -> origins.add(origin(Json.read(letter.value()))));
            return origins.containsAll(expected);
          });
      assertThat(origins).containsOnlyElementsOf(expected);
    }
  }

  private static String origin(JsonNode letter) {
    JsonNode origin = letter.path("origin");
    return origin.path("path").asText() + ":" + origin.path("line").asText();
  }

  /** Ids of the workload and others, all of version 0. */
  private static Path rows(Path file, long seed) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + ROWS * DIMENSION * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(ROWS).putInt(DIMENSION);
    for (float[] row : Workload.questions(seed, ROWS, DIMENSION)) {
      for (float component : row) {
        bytes.putFloat(component);
      }
    }
    return Files.write(file, bytes.array());
  }

  private static Path ids(Path file) throws IOException {
    List<String> ids = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      ids.add(id(row));
    }
    return Files.write(file, ids, UTF_8);
  }

  /** Every second one is an id of the workload. */
  private static String id(int row) {
    return row % 2 == 0 ? "id-" + row : "row-" + row;
  }

  private static void awaitEqual(Outside outside, Map<String, Long> expected) {
    Map<String, Long> all = new TreeMap<>(expected);
    for (int id = 0; id < 2_000; id++) {
      all.putIfAbsent("id-" + id, 0L);
    }
    Await.until(
        "contents equal the plain map's", () -> outside.versions(all.keySet()).equals(expected));
    assertThat(outside.versions(all.keySet())).isEqualTo(expected);
  }
}
