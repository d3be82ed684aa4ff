package org.flinkvectorindex.console.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of the cluster that runs.
 *
 * @param name as its log is called
 */
public record Member(String name, Role role, ProcessHandle process) {
  /** Starts are known to the second or better. */
  private static final Duration TOLERANCE = Duration.ofSeconds(3);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Writes down which process it is, so that a later command finds it and no other. */
  void note(Home home) throws IOException {
    Instant started = process.info().startInstant().orElse(Instant.EPOCH);
    Files.writeString(
        home.pids().resolve(name), process.pid() + " " + started.toEpochMilli() + "\n");
  }

  /** What is noted in a file; empty where that process is gone, even if its number lives on. */
  static Optional<Member> noted(Path file) throws IOException {
    String name = file.getFileName().toString();
    String[] words = Files.readString(file).strip().split(" ");
    if (words.length != 2) {
      return Optional.empty(); // Somebody is just writing it.
    }
    Instant started = Instant.ofEpochMilli(Long.parseLong(words[1]));
    for (Role role : Role.values()) {
      if (name.startsWith(role.prefix())) {
        return ProcessHandle.of(Long.parseLong(words[0]))
            .filter(process -> process.isAlive() && same(process, started))
            .map(process -> new Member(name, role, process));
      }
    }
    return Optional.empty();
  }

  private static boolean same(ProcessHandle process, Instant started) {
    Instant actual = process.info().startInstant().orElse(Instant.EPOCH);
    return Duration.between(actual, started).abs().compareTo(TOLERANCE) < 0;
  }

  /** Asks it to end, and kills it where it doesn't. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!ended(PATIENCE)) {
      kill();
    }
  }

  /** As a machine failure would. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!ended(PATIENCE)) {
      throw new IllegalStateException(name + ", process " + process.pid() + ", can't be killed");
    }
  }

  private boolean ended(Duration patience) throws InterruptedException {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("can't wait for " + name, e);
    }
  }
}
