package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.flinkvectorindex.console.CommandFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By what a JobManager answers of a job with history. */
class HistoryWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String RUNS = "{\"status\":\"RUNNING\"}";

  private final List<String> said = new ArrayList<>();
  private FlinkRest flink;

  @BeforeEach
  void start() throws Exception {
    flink = new FlinkRest();
    flink.on("GET /jobs/j/status", RUNS);
  }

  @AfterEach
  void stop() {
    flink.close();
  }

  /** One that is back answers at once, and does not know its jobs yet. */
  @Test
  void aJobManagerThatIsLostIsWaitedFor() throws Exception {
    flink.on("GET /jobs/j/status", RUNS, RUNS, FlinkRest.AWAY, FlinkRest.AWAY, "", "", RUNS);
    flink.on("GET /jobs/j", history("RUNNING"), FlinkRest.AWAY, "", history("FINISHED"));
    watch().await(PATIENCE);
    assertThat(said).endsWith("backfill h1: all is read");
  }

  @Test
  void oneThatDoesNotAnswerAgainIsGivenUp() {
    flink.on("GET /jobs/j/status", FlinkRest.AWAY);
    assertThatThrownBy(() -> watch().await(Duration.ZERO))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("status 503");
  }

  @Test
  void aJobThatHasEndedIsSaidWithItsReason() {
    flink.on("GET /jobs/j/status", "{\"status\":\"FAILED\"}");
    flink.on(
        "GET /jobs/j/exceptions",
        "{\"exceptionHistory\":{\"entries\":[{\"stacktrace\":\"a file is gone\"}]}}");
    assertThatThrownBy(() -> watch().await(PATIENCE))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("the job has ended: a file is gone");
  }

  @Test
  void aJobThatStaysUnknownHasEnded() {
    flink.on("GET /jobs/j/status", "");
    assertThatThrownBy(() -> watch().await(PATIENCE))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("the job has ended: gone");
  }

  private HistoryWatch watch() {
    return new HistoryWatch(flink.rest(), "j", said::add);
  }

  private static String history(String status) {
    return "{\"vertices\":[{\"id\":\"v\",\"name\":\"Source: Backfill: h1 -> Backfill progress\",\"status\":\"%s\"}]}"
        .formatted(status);
  }
}
