package org.flinkvectorindex.console.collection;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.flinkvectorindex.console.Await;
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
  private String id;
  private Await.Condition ended;
  private String away = "";

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

  /** Looked up once: a JobManager that is just back does not know its jobs by name. */
  String id(JobOptions options) throws Exception {
    if (id == null) {
      id = jobs().find(options.name());
      ended = jobs().end(id);
    }
    return id;
  }

  /**
   * What all of it says of itself, asked again until it does.
   *
   * @throws TimeoutException saying what has not come in that time
   */
  JobView whole(JobOptions options, Deadline deadline) throws Exception {
    try {
      return JobView.whole(deadline, () -> view(options));
    } catch (TimeoutException e) {
      throw new TimeoutException(e.getMessage() + away);
    }
  }

  /**
   * What all of it says of itself, or what some of it does where the rest has not come in time.
   *
   * @param missing is told then what has not
   * @throws TimeoutException if nothing has come
   */
  JobView some(JobOptions options, Deadline deadline, Consumer<String> missing) throws Exception {
    try {
      return whole(options, deadline);
    } catch (TimeoutException e) {
      JobView some = view(options);
      if (some.values().isEmpty()) {
        throw e;
      }
      missing.accept(e.getMessage());
      return some;
    }
  }

  /**
   * What it says of itself now; perhaps not all of it, and nothing while Flink is away for a
   * moment.
   *
   * @throws CommandFailure if it has ended
   * @throws IOException if nobody has answered before
   */
  JobView view(JobOptions options) throws Exception {
    String job = id(options);
    try {
      if (ended.holds()) {
        throw new CommandFailure(
            "job %s has ended (%s)"
                .formatted(job, jobs().state(job).orElse("it is not known any more")));
      }
      JobView view = JobView.of(rest(), job);
      away = "";
      return view;
    } catch (IOException e) {
      away = ": " + e.getMessage();
      return JobView.NOTHING;
    }
  }

  /** Why the last view has nothing, to end a sentence with; blank where Flink answered. */
  String away() {
    return away;
  }
}
