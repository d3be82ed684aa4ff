package org.flinkvectorindex.console.collection;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.flinkvectorindex.console.Await;
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
  private static final Duration PAUSE = Duration.ofMillis(500);

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

  /**
   * What all of it says of itself, asked again until it does.
   *
   * @throws TimeoutException saying what has not come in that time
   */
  JobView whole(JobOptions options, Duration patience) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      JobView view = view(options);
      if (view.whole()) {
        return view;
      }
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "%s: %d subtasks of %s have not said anything after %d s"
                .formatted(Readiness.METRICS, view.silent(), options.name(), patience.toSeconds()));
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /** Returns once a checkpoint is complete that began after this was called. */
  void checkpointed(JobOptions options, Duration patience) throws Exception {
    String path = "/jobs/" + new Jobs(rest()).find(options.name()) + "/checkpoints";
    JsonNode now = rest().get(path).path("counts");
    // Those on their way may be the next ones to end.
    long enough = now.path("completed").asLong() + now.path("in_progress").asLong() + 1;
    Await.until(
        "a checkpoint",
        patience,
        () -> rest().get(path).path("counts").path("completed").asLong() >= enough);
  }

  /** What it says of itself now; perhaps not all of it. */
  JobView view(JobOptions options) throws Exception {
    return JobView.of(rest(), new Jobs(rest()).find(options.name()));
  }
}
