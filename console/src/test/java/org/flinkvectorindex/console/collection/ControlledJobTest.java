package org.flinkvectorindex.console.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Deadline;
import org.flinkvectorindex.console.Project;
import org.flinkvectorindex.console.job.FlinkRest;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is seen of a job of one subtask while a command waits for it. */
class ControlledJobTest {
  private static final String JOBS = FlinkRest.jobs("j words-index RUNNING");
  private static final String RUNS = "{\"status\":\"RUNNING\"}";
  private static final String VERTEX = "{\"vertices\":[{\"id\":\"v\",\"parallelism\":1}]}";

  private FlinkRest flink;
  private ControlledJob job;
  private JobOptions options;

  @BeforeEach
  void start() throws Exception {
    flink = new FlinkRest();
    flink.overview(JOBS);
    flink.on("GET /jobs/j/status", RUNS);
    flink.on("GET /jobs/j", VERTEX);
    flink.on("GET /jobs/j/vertices/v", "{\"subtasks\":[{\"subtask\":0,\"status\":\"RUNNING\"}]}");
    flink.on(
        "GET /jobs/j/vertices/v/subtasks/0/metrics",
        "[{\"id\":\"shard.collection.words.live\",\"value\":\"7\"}]");
    Waiting command = new Waiting();
    new CommandLine(command)
        .parseArgs(
            "--config",
            Project.root().resolve("flink-conf/jobs/words.yaml").toString(),
            "--rest",
            flink.rest().address().toString());
    job = command.job;
    options = job.options();
  }

  @AfterEach
  void stop() {
    flink.close();
  }

  /** Nobody answers, then one that does not know its jobs yet, by id or by name. */
  @Test
  void aJobManagerThatIsLostIsNotYet() throws Exception {
    flink.overview(JOBS, FlinkRest.AWAY, FlinkRest.jobs());
    flink.on("GET /jobs/j/status", RUNS, RUNS, FlinkRest.AWAY, "", "", RUNS);
    flink.on("GET /jobs/j", VERTEX, "", FlinkRest.AWAY, VERTEX);
    assertThat(job.view(options).live("words")).isEqualTo(7);
    assertThat(job.view(options).whole()).isFalse();
    assertThat(job.whole(options, new Deadline(Duration.ofSeconds(30))).live("words")).isEqualTo(7);
  }

  @Test
  void oneThatStaysAwayIsGivenUpAtTheDeadline() throws Exception {
    job.view(options);
    flink.on("GET /jobs/j/status", FlinkRest.AWAY);
    assertThatThrownBy(() -> job.whole(options, new Deadline(Duration.ZERO)))
        .isInstanceOf(TimeoutException.class)
        .hasMessageStartingWith("metrics of every subtask: all have not said anything after 0 s: ")
        .hasMessageContaining("/jobs/j/status with status 503");
  }

  /** Configured collections without a vector would be taken for what the job holds. */
  @Test
  void whatSaysNothingIsNotTakenForSome() throws Exception {
    job.view(options);
    flink.on("GET /jobs/j/status", FlinkRest.AWAY);
    List<String> missing = new ArrayList<>();
    assertThatThrownBy(() -> job.some(options, new Deadline(Duration.ZERO), missing::add))
        .isInstanceOf(TimeoutException.class);
    assertThat(missing).isEmpty();
    flink.on("GET /jobs/j/status", RUNS);
    flink.on("GET /jobs/j", VERTEX.replace(":1}", ":2}"));
    assertThat(job.some(options, new Deadline(Duration.ZERO), missing::add).live("words"))
        .isEqualTo(7);
    assertThat(missing)
        .containsExactly("metrics of every subtask: 1 have not said anything after 0 s");
  }

  /** Nothing is waited for where it would be in vain. */
  @Test
  void whatIsNotThereAtFirstIsSaidAtOnce() {
    flink.overview(FlinkRest.AWAY, FlinkRest.jobs());
    assertThatThrownBy(() -> job.view(options)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> job.view(options))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no job words-index runs");
  }

  @Test
  void aJobThatHasEndedIsNotWaitedFor() throws Exception {
    job.view(options);
    flink.on("GET /jobs/j/status", "{\"status\":\"FAILED\"}");
    assertThatThrownBy(() -> job.view(options))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("job j has ended (FAILED)");
  }

  @Command
  private static final class Waiting {
    @Mixin private ControlledJob job;
  }
}
