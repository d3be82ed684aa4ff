package org.flinkvectorindex.console.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that stops a cluster must find its processes, and never another one. */
class MemberTest {
  @TempDir private Path folder;

  @Test
  void aProcessIsFoundAgainAndItsNumberAloneIsNot() throws Exception {
    Home home = new Home(folder);
    home.create();
    Process process = new ProcessBuilder("sleep", "600").start();
    try {
      Member member = new Member("taskmanager-7", Role.TASKMANAGER, process.toHandle());
      member.note(home);
      assertThat(new Cluster(home).members()).containsExactly(member);
      assertThat(new Cluster(home).members(Role.JOBMANAGER)).isEmpty();

      noteAnHourEarlier(home.pids().resolve(member.name()));
      assertThat(new Cluster(home).members()).isEmpty();
      new Cluster(home).stop();
      assertThat(process.isAlive()).isTrue();

      member.note(home);
      new Cluster(home).stop();
      // Its handle asks the system; the Process itself learns of an end by a thread of its own,
      // later.
      assertThat(process.toHandle().isAlive()).isFalse();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void noteAnHourEarlier(Path file) throws IOException {
    String[] words = Files.readString(file).strip().split(" ");
    Files.writeString(file, words[0] + " " + (Long.parseLong(words[1]) - 3_600_000));
  }
}
