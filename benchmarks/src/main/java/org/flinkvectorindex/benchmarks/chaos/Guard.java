package org.flinkvectorindex.benchmarks.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Project;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.console.cluster.Home;
import org.flinkvectorindex.console.cluster.Member;

/** Sees to it that the processes of a cluster don't outlive this JVM, whatever way it ends. */
final class Guard implements AutoCloseable {
  private final Cluster cluster;
  private final Process watcher;
  private final Thread hook = new Thread(this::end);
  private volatile boolean ended;

  Guard(Home home) throws IOException {
    cluster = new Cluster(home);
    // A JVM that is killed runs no hook, but its end of this pipe is closed.
    watcher =
        new ProcessBuilder(
                Project.java(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Guard.class.getName(),
                home.path().toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The watcher. */
  public static void main(String[] arguments) throws Exception {
    watch(System.in, new Home(Path.of(arguments[0])));
  }

  /**
   * Waits for the end of the stream, then kills the processes of the cluster: those that were noted
   * there and not whoever has their numbers since.
   */
  static void watch(InputStream pipe, Home home) throws Exception {
    while (pipe.read() >= 0) {}
    for (Member member : new Cluster(home).members()) {
      member.kill();
    }
  }

  Cluster cluster() {
    return cluster;
  }

  /** Whoever starts what was killed asks first: what is stopped for good would come back. */
  void requireGoing() {
    if (ended) {
      throw new CommandFailure("the cluster at %s was stopped".formatted(cluster.home().path()));
    }
  }

  /** The watcher outlives it, for whoever was started meanwhile. */
  private synchronized void end() {
    ended = true;
    try {
      cluster.stop();
    } catch (Exception e) {
      System.err.println("the cluster did not stop: " + e);
    }
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      watcher.destroyForcibly();
    } catch (IllegalStateException ending) {
      // The hook does the same just now.
    }
  }
}
