package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.flinkvectorindex.console.cluster.Home;
import org.flinkvectorindex.console.inspect.ShardSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoredShardsTest {
  @TempDir private Path folder;

  /** What was said before it was rolled over is in the file of another name. */
  @Test
  void aLogThatIsRolledOverMeanwhileIsReadOn() throws Exception {
    Home home = new Home(folder);
    Path logs = Files.createDirectories(home.logs());
    Path log = Files.writeString(logs.resolve("taskmanager-1.log"), line(0, "before"));
    Files.writeString(logs.resolve("taskmanager-1.log.1"), line(3, "long before"));
    RestoredShards restored = new RestoredShards(home);

    Files.writeString(log, line(1, "first"), StandardOpenOption.APPEND);
    Files.move(log, logs.resolve("taskmanager-1.log.2"));
    Files.writeString(log, line(2, "second"));
    assertThat(restored.all())
        .containsExactlyInAnyOrder(
            new ShardSummary("words", 1, 10, "aa", "bb"),
            new ShardSummary("words", 2, 10, "aa", "bb"));
  }

  private static String line(int shard, String when) {
    return "%s\nRestored shard %d of words: 10 vectors in 5 ms, content aa, graph bb.\n"
        .formatted(when, shard);
  }
}
