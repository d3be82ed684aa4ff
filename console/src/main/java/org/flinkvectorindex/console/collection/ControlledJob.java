package org.flinkvectorindex.console.collection;

import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.cluster.FlinkAddress;
import org.flinkvectorindex.console.cluster.Rest;
import org.flinkvectorindex.console.job.Jobs;
import org.flinkvectorindex.console.topic.ConfigurationFile;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.SourceOptions;
import picocli.CommandLine.Mixin;

/** The options that say which running job is meant. */
public final class ControlledJob {
  @Mixin private ConfigurationFile file;

  @Mixin private FlinkAddress flink;

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
      rest = flink.rest();
    }
    return rest;
  }

  /** What it says of itself now. */
  JobView view(JobOptions options) throws Exception {
    return JobView.of(rest(), new Jobs(rest()).find(options.name()));
  }
}
