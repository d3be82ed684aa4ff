package org.flinkvectorindex.connectors.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A server as a child of this JVM, which does not outlive it, whatever way it ends. */
final class ChildProcess {
  private final String name;
  private final Path log;
  private final Process process;
  private final Process watcher;
  private final Thread hook = new Thread(this::end);

  /**
   * @param log takes what the process prints
   */
  ChildProcess(String name, List<String> command, Path log) throws IOException {
    this.name = name;
    this.log = log;
    process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    // A JVM that is killed runs no hook, but its end of this pipe is closed.
    watcher =
        new ProcessBuilder(
                "sh", "-c", "read _; kill -9 \"$0\" 2>/dev/null", Long.toString(process.pid()))
            .start();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Polls until the server answers. */
  void awaitReady(BooleanSupplier ready, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!ready.getAsBoolean()) {
      if (awaitEnd(Duration.ofMillis(20))) {
        throw new IOException(
            "%s ended with status %d:%n%s".formatted(name, process.exitValue(), tail()));
      }
      if (System.nanoTime() > deadline) {
        stop();
        throw new IOException("%s was not ready in %s:%n%s".formatted(name, patience, tail()));
      }
    }
  }

  /** Waits for the end of what is no server. */
  void awaitSuccess(Duration patience) throws IOException {
    boolean ended = awaitEnd(patience);
    kill();
    if (!ended || process.exitValue() != 0) {
      throw new IOException(
          "%s %s:%n%s"
              .formatted(
                  name,
                  ended
                      ? "ended with status " + process.exitValue()
                      : "has not ended in " + patience,
                  tail()));
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks the server to end, and kills it where it doesn't within ten seconds. */
  void stop() {
    process.destroy();
    awaitEnd(Duration.ofSeconds(10));
    kill();
  }

  /** As a machine failure would. */
  void kill() {
    end();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void end() {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(10));
    watcher.destroyForcibly();
  }

  /** Whether it ended in that time. */
  boolean awaitEnd(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    }
  }

  private String tail() throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }
}
