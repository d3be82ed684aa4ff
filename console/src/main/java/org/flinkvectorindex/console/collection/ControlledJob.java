package org.flinkvectorindex.console.collection;

import java.util.concurrent.TimeoutException;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Deadline;
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

  Jobs jobs() throws Exception {
    return new Jobs(rest());
  }

  String id(JobOptions options) throws Exception {
    return jobs().find(options.name());
  }

  /**
   * What all of it says of itself, asked again until it does.
   *
   * @throws TimeoutException saying what has not come in that time
   */
  JobView whole(JobOptions options, Deadline deadline) throws Exception {
    return JobView.whole(deadline, () -> view(options));
  }

  /** What it says of itself now; perhaps not all of it. */
  JobView view(JobOptions options) throws Exception {
    return JobView.of(rest(), id(options));
  }
}
