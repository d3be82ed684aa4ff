package org.flinkvectorindex.benchmarks.chaos;

import java.io.IOException;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.console.cluster.Home;

/** Sees to it that the processes of a cluster don't outlive this JVM, whatever way it ends. */
final class Guard implements AutoCloseable {
  private final Cluster cluster;
  private final Process watcher;
  private final Thread hook = new Thread(this::end);

  Guard(Home home) throws IOException {
    cluster = new Cluster(home);
    // A JVM that is killed runs no hook, but its end of this pipe is closed.
    watcher =
        new ProcessBuilder(
                "sh",
                "-c",
                "read _; for f in \"$0\"/*; do kill -9 \"$(cut -d' ' -f1 \"$f\")\"; done 2>/dev/null",
                home.path().resolve("pids").toString())
            .start();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void end() {
    try {
      cluster.stop();
    } catch (Exception e) {
      System.err.println("the cluster did not stop: " + e);
    }
    watcher.destroyForcibly();
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
