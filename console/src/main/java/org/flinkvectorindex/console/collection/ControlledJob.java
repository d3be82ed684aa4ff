package org.flinkvectorindex.console.collection;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.console.cluster.Home;
import org.flinkvectorindex.console.cluster.Rest;
import org.flinkvectorindex.console.job.Jobs;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.SourceOptions;
import picocli.CommandLine.Option;

/** The options that say which running job is meant. */
public final class ControlledJob {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "job.yaml",
      description = "The configuration that the job runs with: it names the topic of control.")
  private Path config;

  @Option(
      names = "--set",
      arity = "2",
      paramLabel = "KEY VALUE",
      description = "A key of that configuration over the file, as often as wanted.")
  private List<String> set = new ArrayList<>();

  @Option(
      names = "--rest",
      paramLabel = "URL",
      description = "Flink's REST interface; default: that of bin/cluster.")
  private URI address;

  private Rest rest;

  JobOptions options() {
    List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
    for (int i = 0; i < set.size(); i += 2) {
      arguments.add("--" + set.get(i));
      arguments.add(set.get(i + 1));
    }
    return JobConfiguration.load(arguments, System.getenv());
  }

  SourceOptions control(JobOptions options) {
    return options
        .control()
        .orElseThrow(
            () -> new CommandFailure(config + " has no control topic: docs/configuration.md"));
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
