package org.flinkvectorindex.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.flinkvectorindex.console.inspect.ShardSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the comparison of restores with their checkpoints finds. */
class LineageTest {
  @TempDir private Path logs;

  @Test
  void aShardComesBackAsItWasSaidLastBefore() throws IOException {
    Lineage lineage =
        read(
            checkpoint("00:01", 4, 0, "aa"),
            checkpoint("00:01", 4, 1, "bb"),
            checkpoint("00:02", 5, 1, "cc"),
            back("00:03", 5),
            restored("00:04", 0, "aa"),
            restored("00:04", 1, "cc"));

    assertThat(lineage.restores()).isEqualTo(1);
    assertThat(lineage.shards()).isEqualTo(2);
    assertThat(lineage.differences()).isEmpty();
  }

  @Test
  void whatCameAfterTheCheckpointNeverWas() throws IOException {
    Lineage lineage =
        read(
            checkpoint("00:01", 4, 0, "aa"),
            checkpoint("00:02", 5, 0, "bb"),
            back("00:03", 4),
            restored("00:04", 0, "aa"),
            back("00:05", 6),
            restored("00:06", 0, "aa"));

    assertThat(lineage.restores()).isEqualTo(2);
    assertThat(lineage.differences()).isEmpty();
  }

  @Test
  void anotherHashIsFound() throws IOException {
    Lineage lineage =
        read(
            checkpoint("00:01", 4, 0, "aa"),
            back("00:03", 4),
            restored("00:04", 0, "ab"),
            restored("00:04", 1, "cc"));

    assertThat(lineage.differences()).hasSize(2);
  }

  /** Its line may say something else one day: then nothing was compared. */
  @Test
  void aShardThatDoesNotComeBackIsMissed() throws IOException {
    Lineage lineage =
        read(
            checkpoint("00:01", 4, 0, "aa"),
            checkpoint("00:01", 4, 1, "bb"),
            back("00:03", 4),
            restored("00:04", 0, "aa"),
            restored("00:04", 1, "bb").replace("Restored shard", "Restored the shard"),
            completed("00:05", 5));

    assertThat(lineage.differences())
        .containsExactly(
            "shard 1 in checkpoint 4: 7 vectors, content 0f, graph bb; restored: nothing");
  }

  /** Nor one that came to a shard after the checkpoint that is gone back to. */
  @Test
  void aRestoreThatDidNotComeToItsEndMissesNone() throws IOException {
    Lineage lineage =
        read(
            checkpoint("00:01", 4, 0, "aa"),
            checkpoint("00:02", 5, 1, "bb"),
            back("00:03", 4),
            back("00:05", 4),
            restored("00:06", 0, "aa"),
            completed("00:07", 5));

    assertThat(lineage.differences()).isEmpty();
    assertThat(lineage.restores()).isEqualTo(2);
    assertThat(lineage.completed()).isEqualTo(1);
  }

  @Test
  void whatTheLastSavepointHasIsWhatWasSaidLast() throws IOException {
    Lineage lineage = read(checkpoint("00:01", 4, 0, "aa"), checkpoint("00:02", 5, 0, "bb"));

    assertThat(lineage.unlike(List.of(shard(0, "bb")))).isEmpty();
    assertThat(lineage.unlike(List.of(shard(0, "aa")))).hasSize(1);
    assertThat(lineage.unlike(List.of(shard(0, "bb"), shard(1, "bb")))).hasSize(1);
  }

  @Test
  void eachThatWasDoneIsFollowedByARestoreOfItsOwn() throws IOException {
    Lineage lineage =
        read(
            back("00:10", 4),
            completed("00:12", 5),
            completed("00:13", 6),
            back("00:20", 6),
            back("00:21", 6),
            completed("00:23", 7));
    Act first = act("00:09", "00:12", Optional.empty());
    Act second = act("00:19", "00:24", Optional.empty());

    assertThat(lineage.unfollowed(List.of(first, second))).isEmpty();
    assertThat(lineage.unfollowed(List.of(first, first, second))).containsExactly(first);
    Act between = act("00:13", "00:18", Optional.empty());
    assertThat(lineage.unfollowed(List.of(first, between, second))).containsExactly(between);
  }

  /** It began before the kill, and could go on without what was killed. */
  @Test
  void aRestoreThatIsUnderWayIsOne() throws IOException {
    Lineage lineage = read(back("00:10", 4), completed("00:15", 5));

    assertThat(lineage.unfollowed(List.of(act("00:12", "00:15", Optional.empty())))).isEmpty();
    assertThat(lineage.unfollowed(List.of(act("00:16", "00:20", Optional.empty())))).hasSize(1);
  }

  @Test
  void anotherJobIsNotTheOneThatComesBack() throws IOException {
    Lineage lineage =
        read(
            back("00:10", 4),
            // Of a job that was stopped meanwhile, and of an attempt before.
            completed("00:11", 5).replace("job 0a", "job 0b"),
            completed("00:12", 4),
            completed("00:20", 5));

    assertThat(lineage.completed()).isEqualTo(1);
    Act until = act("00:09", "00:15", Optional.empty());
    assertThat(lineage.unfollowed(List.of(until))).containsExactly(until);
    assertThat(lineage.unfollowed(List.of(act("00:09", "00:20", Optional.of("0a"))))).isEmpty();
    assertThat(lineage.unfollowed(List.of(act("00:09", "00:20", Optional.of("0b"))))).hasSize(1);
  }

  private static ShardSummary shard(int number, String graph) {
    return new ShardSummary("words", number, 7, "0f", graph);
  }

  private static Act act(String from, String until, Optional<String> job) {
    return new Act("kill", instant(from), instant(until), job);
  }

  private static Instant instant(String time) {
    return LocalDateTime.parse("2026-01-01T" + time + ":00")
        .atZone(ZoneId.systemDefault())
        .toInstant();
  }

  private static String completed(String time, int checkpoint) {
    return "2026-01-01T%s:00,000 INFO  o.a.f.r.c.CheckpointCoordinator - Completed checkpoint %d for job 0a (17 bytes, checkpointDuration=3 ms, finalizationTime=1 ms)."
        .formatted(time, checkpoint);
  }

  private Lineage read(String... lines) throws IOException {
    Files.write(logs.resolve("jobmanager-1.log"), of(lines, "CheckpointCoordinator"));
    Files.write(logs.resolve("taskmanager-1.log"), of(lines, "Shard"));
    return Lineage.read(logs);
  }

  private static Iterable<String> of(String[] lines, String logger) {
    return java.util.Arrays.stream(lines).filter(line -> line.contains(logger)).toList();
  }

  private static String checkpoint(String time, int id, int shard, String graph) {
    return "2026-01-01T%s:00,000 DEBUG o.f.o.s.Shard - Checkpoint %d has shard %d of words: 7 vectors, content 0f, graph %s."
        .formatted(time, id, shard, graph);
  }

  private static String restored(String time, int shard, String graph) {
    return "2026-01-01T%s:00,000 INFO  o.f.o.s.ShardRestore - Restored shard %d of words: 7 vectors in 12 ms, content 0f, graph %s."
        .formatted(time, shard, graph);
  }

  private static String back(String time, int checkpoint) {
    return "2026-01-01T%s:00,000 INFO  o.a.f.r.c.CheckpointCoordinator - Restoring job 0a from Checkpoint %d @ 17 for 0a located at file:/x."
        .formatted(time, checkpoint);
  }
}
