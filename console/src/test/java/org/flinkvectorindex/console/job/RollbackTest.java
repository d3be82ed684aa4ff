package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.flinkvectorindex.console.CommandFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The old job begins again only where no other can run beside it. */
class RollbackTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private FlinkRest flink;

  @BeforeEach
  void start() throws Exception {
    flink = new FlinkRest();
  }

  @AfterEach
  void stop() {
    flink.close();
  }

  /**
   * The client failed, but the JobManager had taken the job, and is back with it a moment later.
   */
  @Test
  void aJobThatComesBackIsEnded() throws Exception {
    String none = FlinkRest.jobs("old words FINISHED");
    flink.overview(
        none,
        none,
        none,
        FlinkRest.jobs("new words RUNNING"),
        FlinkRest.jobs("new words RUNNING"),
        FlinkRest.jobs("new words CANCELED"));
    Rollback.end(new Jobs(flink.rest()), "words", "new", PATIENCE);
    assertThat(flink.asked()).contains("PATCH /jobs/new?mode=cancel");
  }

  @Test
  void aJobThatFailedIsNotWaitedFor() throws Exception {
    flink.overview(FlinkRest.jobs("new words FAILED"));
    Rollback.end(new Jobs(flink.rest()), "words", "new", Duration.ZERO);
    assertThat(flink.asked()).doesNotContain("PATCH /jobs/new?mode=cancel");
  }

  /** Somebody else was quicker. */
  @Test
  void anotherJobOfTheNameIsNotJoined() {
    flink.overview(FlinkRest.jobs("new words FAILED", "third words RESTARTING"));
    assertThatThrownBy(() -> Rollback.end(new Jobs(flink.rest()), "words", "new", PATIENCE))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("another job of the name words runs: third");
  }

  @Test
  void aSecondJobOfANameIsRefusedByItsId() throws Exception {
    flink.overview(FlinkRest.jobs("a words FINISHED", "b words RUNNING", "c others RUNNING"));
    Jobs jobs = new Jobs(flink.rest());
    assertThatThrownBy(() -> jobs.requireNone("words", ""))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("job b of the name words runs (RUNNING)")
        .hasMessageContainingAll("bin/upgrade", "bin/backfill --into", "bin/savepoint");
    jobs.requireNone("words", "b");
    jobs.requireNone("more", "");
  }
}
