package org.flinkvectorindex.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.flinkvectorindex.console.cluster.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is killed when chaos itself was killed. */
class GuardTest {
  @TempDir private Path folder;

  @Test
  void killsWhatWasNotedAndNotWhoHasItsNumberSince() throws Exception {
    Process noted = new ProcessBuilder("sleep", "600").start();
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      note("taskmanager-1", noted, Duration.ZERO);
      note("taskmanager-2", other, Duration.ofHours(1));

      Guard.watch(InputStream.nullInputStream(), new Home(folder));

      assertThat(noted.toHandle().isAlive()).isFalse();
      assertThat(other.isAlive()).isTrue();
    } finally {
      noted.destroyForcibly();
      other.destroyForcibly();
    }
  }

  @Test
  void whoStartsWhatWasKilledIsToldThatAllWasStopped() throws Exception {
    Guard guard = new Guard(new Home(folder));
    guard.requireGoing();
    guard.close();
    assertThatThrownBy(guard::requireGoing).hasMessage("the cluster at " + folder + " was stopped");
  }

  private void note(String name, Process process, Duration earlier) throws Exception {
    Instant started = process.info().startInstant().orElseThrow().minus(earlier);
    Path pids = Files.createDirectories(folder.resolve("pids"));
    Files.writeString(pids.resolve(name), process.pid() + " " + started.toEpochMilli() + "\n");
  }
}
