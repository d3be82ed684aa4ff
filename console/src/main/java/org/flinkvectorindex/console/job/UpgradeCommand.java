package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flinkvectorindex.console.Output;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.console.cluster.Home;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bin/upgrade}. */
@Command(
    name = "upgrade",
    mixinStandardHelpOptions = true,
    description = {
      "Replaces a job by a new jar, configuration or parallelism, with its state: checks them and",
      "puts the new job together, has it rehearse on slots that are free, stops the old one with a",
      "savepoint, starts the new one from it, compares count and hashes of every shard with the",
      "savepoint, and goes back to the old jar and configuration where it does not start or differs;",
      "where they can't be compared the new job is left. Prints the new job's id and for how long no",
      "task ran."
    })
public final class UpgradeCommand implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private JobFile file;

  @Parameters(paramLabel = "JOB", description = "Id or name of the job that runs.")
  private String job;

  @Option(
      names = "--format",
      defaultValue = "native",
      description =
          "Of the savepoint: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}, as RocksDB has"
              + " it, which is quicker. Canonical where the state backend changes.")
  private Jobs.Format format;

  @Option(
      names = "--patience",
      defaultValue = "300",
      paramLabel = "SECONDS",
      description =
          "How long the new job may take until every task runs; default: ${DEFAULT-VALUE}. The"
              + " savepoint is waited for until Flink is done with it.")
  private int patience;

  @Option(
      names = "--without-overrides",
      description =
          "Leave out what was set over the running job's file, by --set or bin/backfill; default:"
              + " it is kept, but for keys that --set gives, and history under --drop-state.")
  private boolean withoutOverrides;

  @Override
  public Integer call() throws Exception {
    output.require("--patience", patience, 1, 86_400);
    Cluster cluster = new Cluster(Home.of(System.getenv()));
    String old = new Jobs(cluster.rest()).find(job);
    Upgrade upgrade =
        new Upgrade(cluster, Duration.ofSeconds(patience), text -> output.progress("%s", text));
    Upgrade.Done done =
        upgrade.replace(old, file.submission(Optional.empty()), !withoutOverrides, format);
    double seconds = done.downtime().toMillis() / 1e3;
    output.progress(
        "%d vectors in %d shards, both hashes equal; downtime %.1f s",
        done.vectors(), done.shards(), seconds);
    output.result(
        new ObjectMapper()
            .createObjectNode()
            .put("op", "upgrade")
            .put("replaced", old)
            .put("job", done.job())
            .put("savepoint", done.savepoint())
            .put("shards", done.shards())
            .put("vectors", done.vectors())
            .put("content_equal", true)
            .put("graph_equal", true)
            .put("downtime_seconds", seconds),
        done.job());
    return 0;
  }
}
