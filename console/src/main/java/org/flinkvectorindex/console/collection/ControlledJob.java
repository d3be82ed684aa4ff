package org.flinkvectorindex.console.collection;

import java.net.URI;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.console.cluster.Home;
import org.flinkvectorindex.console.cluster.Rest;
import org.flinkvectorindex.console.job.Jobs;
import org.flinkvectorindex.console.topic.ConfigurationFile;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.SourceOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which running job is meant. */
public final class ControlledJob {
  @Mixin private ConfigurationFile file;

  @Option(
      names = "--rest",
      paramLabel = "URL",
      description = "Flink's REST interface; default: that of bin/cluster.")
  private URI address;

  private Rest rest;

  JobOptions options() {
    return file.options();
  }

  SourceOptions control(JobOptions options) {
    return options
        .control()
        .orElseThrow(
            () -> new CommandFailure(file.path() + " has no control topic: docs/configuration.md"));
  }

  Rest rest() throws Exception {
    if (rest == null) {
      rest = address == null ? new Cluster(Home.of(System.getenv())).rest() : new Rest(address);
    }
    return rest;
  }

  /** What it says of itself now. */
  JobView view(JobOptions options) throws Exception {
    return JobView.of(rest(), new Jobs(rest()).find(options.name()));
  }
}
