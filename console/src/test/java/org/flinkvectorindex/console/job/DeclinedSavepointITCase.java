package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Place;
import org.flinkvectorindex.console.cluster.Rest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Flink in this JVM, and a job with a task that takes its time to begin. */
class DeclinedSavepointITCase {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static volatile CountDownLatch begins;

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();
  private MiniCluster flink;
  private Jobs jobs;
  private String job;

  @BeforeEach
  void start() throws Exception {
    begins = new CountDownLatch(1);
    Configuration settings = new Configuration();
    settings.set(RestOptions.BIND_PORT, "0");
    flink =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .build());
    flink.start();
    jobs = new Jobs(new Rest(flink.getRestAddress().get()));
    job = flink.submitJob(graph()).get().getJobID().toString();
    Await.until("the job", PATIENCE, () -> jobs.state(job).filter("RUNNING"::equals).isPresent());
  }

  @AfterEach
  void end() throws Exception {
    begins.countDown();
    flink.close();
  }

  @Test
  void itIsAskedForUntilEveryTaskHasBegun() throws Exception {
    String made =
        stop(
            again -> {
              told.add(again);
              begins.countDown();
            });
    assertThat(told).isNotEmpty();
    assertThat(told.get(0))
        .contains(
            "declined", "Not all required tasks are currently running", "Asking again, 2 of 5");
    assertThat(Path.of(URI.create(made)).resolve("_metadata")).exists();
    assertThat(jobs.state(job)).contains("FINISHED");
  }

  @Test
  void notForEver() throws Exception {
    assertThatThrownBy(() -> stop(told::add))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("job %s was not stopped by it (RUNNING)", job)
        .hasMessageContaining("declined it each of 5 times")
        .hasMessageContaining("try again once all of them run");
    assertThat(told).hasSize(4);
  }

  /** What would only fail again is told at once. */
  @Test
  void aFailureIsNoDecline() throws Exception {
    begins.countDown();
    Await.until("every task", PATIENCE, () -> jobs.runs(job));
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> stop(file.resolve("below"), told::add))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("job %s was not stopped by it (RUNNING)", job)
        .hasMessageNotContaining("declined");
    assertThat(told).isEmpty();
  }

  private String stop(Consumer<String> progress) throws Exception {
    return stop(folder, progress);
  }

  private String stop(Path below, Consumer<String> progress) throws Exception {
    return jobs.savepoint(job, Place.of(below), progress)
        .stop(Jobs.Format.CANONICAL, PATIENCE, NewSavepoint::giveUp);
  }

  private static JobGraph graph() {
    StreamExecutionEnvironment job =
        StreamExecutionEnvironment.createLocalEnvironment(1).enableCheckpointing(3_600_000);
    job.fromSequence(0, Long.MAX_VALUE).map(new Late()).sinkTo(new DiscardingSink<>());
    return job.getStreamGraph().getJobGraph();
  }

  private static final class Late extends RichMapFunction<Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public void open(OpenContext context) throws Exception {
      begins.await();
    }

    @Override
    public Long map(Long number) {
      return number;
    }
  }
}
