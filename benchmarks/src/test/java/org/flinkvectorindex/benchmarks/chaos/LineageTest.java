package org.flinkvectorindex.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
