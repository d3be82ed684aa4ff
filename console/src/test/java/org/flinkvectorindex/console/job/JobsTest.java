package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.flinkvectorindex.console.CommandFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A checkpoint that is asked for, by what Flink says of all of them. */
class JobsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The second is on its way. */
  private static final String BEFORE =
      "{\"latest\":{\"completed\":{\"id\":7}},\"history\":[{\"id\":8},{\"id\":7}]}";

  private FlinkRest flink;

  @BeforeEach
  void start() throws Exception {
    flink = new FlinkRest();
    flink.on("POST /jobs/j/checkpoints", "{}");
    flink.on("GET /jobs/j/status", "{\"status\":\"RUNNING\"}");
  }

  @AfterEach
  void stop() {
    flink.close();
  }

  /** The one on its way began before. */
  @Test
  void aCheckpointIsAskedForOnceAndTheNextOneAwaited() throws Exception {
    flink.on("GET /jobs/j/checkpoints", BEFORE, BEFORE, completed(8), completed(9));
    new Jobs(flink.rest()).awaitCheckpoint("j", PATIENCE);
    assertThat(flink.asked()).containsOnlyOnce("POST /jobs/j/checkpoints");
    assertThat(flink.asked().stream().filter("GET /jobs/j/checkpoints"::equals)).hasSize(4);
  }

  /** What it counts and remembers begins anew, numbers go on. */
  @Test
  void aJobManagerThatIsLostLosesNoCheckpoint() throws Exception {
    String back = "{\"latest\":{\"completed\":null,\"restored\":{\"id\":8}},\"history\":[]}";
    flink.on("GET /jobs/j/checkpoints", "", BEFORE, "", "no JSON", back, completed(9));
    new Jobs(flink.rest()).awaitCheckpoint("j", PATIENCE);
    flink.on("GET /jobs/j/checkpoints", back);
    assertThatThrownBy(() -> new Jobs(flink.rest()).awaitCheckpoint("j", Duration.ZERO))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void aJobThatHasEndedMakesNone() {
    flink.on("GET /jobs/j/checkpoints", BEFORE);
    flink.on("GET /jobs/j/status", "{\"status\":\"RUNNING\"}", "{\"status\":\"FAILED\"}");
    assertThatThrownBy(() -> new Jobs(flink.rest()).awaitCheckpoint("j", PATIENCE))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("job j has ended (FAILED)");
  }

  private static String completed(int id) {
    return "{\"latest\":{\"completed\":{\"id\":%d}},\"history\":[{\"id\":%d}]}".formatted(id, id);
  }
}
