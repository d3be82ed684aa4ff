package org.flinkvectorindex.console.topic;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import picocli.CommandLine.Option;

/** The options that say which configuration a job runs with. */
public final class ConfigurationFile {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "job.yaml",
      description = "The configuration that the job runs with: it names its topics.")
  private Path config;

  @Option(
      names = "--set",
      arity = "2",
      paramLabel = "KEY VALUE",
      description = "A key of that configuration over the file, as often as wanted.")
  private List<String> set = new ArrayList<>();

  public Path path() {
    return config;
  }

  public JobOptions options() {
    List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
    for (int i = 0; i < set.size(); i += 2) {
      arguments.add("--" + set.get(i));
      arguments.add(set.get(i + 1));
    }
    return JobConfiguration.load(arguments, System.getenv());
  }
}
