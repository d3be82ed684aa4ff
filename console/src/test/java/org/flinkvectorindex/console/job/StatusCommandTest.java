package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.flinkvectorindex.console.Said;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a job of two subtasks, of which each has sixty vectors. */
class StatusCommandTest {
  private static final String SUBTASKS = "GET /jobs/j/vertices/v/subtasks";
  private static final String LIVE = "Insert_and_search.collection.words.live";
  private static final String SAID = "[{\"id\":\"%s\",\"value\":\"60\"}]".formatted(LIVE);

  private FlinkRest flink;

  @BeforeEach
  void start() throws Exception {
    flink = new FlinkRest();
    flink.overview(FlinkRest.jobs("j words-index RUNNING"));
    flink.on("GET /jobs/j/status", "{\"status\":\"RUNNING\"}");
    flink.on("GET /jobs/j", "{\"vertices\":[{\"id\":\"v\",\"parallelism\":2}]}");
    flink.on(
        "GET /jobs/j/vertices/v",
        "{\"subtasks\":[{\"subtask\":0,\"status\":\"RUNNING\"},{\"subtask\":1,\"status\":\"RUNNING\"}]}");
    flink.on(SUBTASKS + "/0/metrics", SAID);
    flink.on(SUBTASKS + "/metrics", SAID);
  }

  @AfterEach
  void stop() {
    flink.close();
  }

  @Test
  void countsAreThoseOfAllSubtasks() {
    flink.on(SUBTASKS + "/1/metrics", "[]", SAID); // Flink has none for who asks first.
    flink.on(SUBTASKS + "/metrics?get=", "[{\"id\":\"%s\",\"sum\":120}]".formatted(LIVE));
    Said said = status(Duration.ofSeconds(30));
    assertThat(said.err()).isEmpty();
    assertThat(said.status()).isZero();
    assertThat(said.out()).contains("words: 120 vectors, ");
  }

  @Test
  void aPartOfThemIsNotTakenForAll() {
    flink.on(SUBTASKS + "/1/metrics", "[]");
    flink.on(SUBTASKS + "/metrics?get=", "[{\"id\":\"%s\",\"sum\":60}]".formatted(LIVE));
    Said said = status(Duration.ZERO);
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.out()).contains("words: 60 vectors, ");
    assertThat(said.err()).startsWith("1 subtasks have not said anything yet");
  }

  @Test
  void noCountsAreNotASuccess() {
    flink.on(SUBTASKS, "[]");
    flink.on(SUBTASKS + "/0/metrics", "[]");
    flink.on(SUBTASKS + "/metrics", "[]");
    Said said = status(Duration.ZERO);
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.out()).startsWith("j  RUNNING, 0 checkpoints");
    assertThat(said.err()).startsWith("No counts yet");
  }

  @Test
  void nobodyWaitsForAJobThatHasEnded() {
    flink.on("GET /jobs/j/status", "{\"status\":\"FAILED\"}");
    flink.on(SUBTASKS + "/1/metrics", "[]");
    Said said = status(Duration.ofDays(1));
    assertThat(said.status()).isZero();
    assertThat(said.out()).startsWith("j  FAILED, 0 checkpoints");
  }

  private Said status(Duration patience) {
    return Said.of(
        new StatusCommand(patience), "words-index", "--rest", flink.rest().address().toString());
  }
}
