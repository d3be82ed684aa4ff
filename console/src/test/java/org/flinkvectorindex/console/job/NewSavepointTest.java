package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Place;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job is stopped, and its savepoint known, whatever becomes of the JobManager that was asked. */
class NewSavepointTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String JOB = "0123456789abcdef0123456789abcdef";
  private static final String OPEN = "{\"status\":{\"id\":\"IN_PROGRESS\"}}";
  private static final String DONE =
      "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/s\"}}";

  @TempDir private Path folder;
  private FlinkRest flink;

  @BeforeEach
  void start() throws Exception {
    flink = new FlinkRest();
    flink.on("POST /jobs/" + JOB + "/stop", "{}");
  }

  @AfterEach
  void stop() {
    flink.close();
  }

  /** Flink goes on with it, so who stops looking too early has no job and no savepoint. */
  @Test
  void oneThatTakesLongIsWaitedFor() throws Exception {
    savepoint(OPEN, OPEN, OPEN, DONE);
    state("FINISHED");
    List<String> late = new ArrayList<>();
    assertThat(asked().stop(Jobs.Format.NATIVE, Duration.ZERO, late::add)).isEqualTo("file:/s");
    assertThat(late)
        .isNotEmpty()
        .allSatisfy(
            text ->
                assertThat(text)
                    .contains("stops job " + JOB + " when it is complete")
                    .contains("savepoint-012345-"));
  }

  /** Its savepoint is complete, and nothing would bring the job back. */
  @Test
  void aJobThatTakesLongToEndIsWaitedFor() throws Exception {
    savepoint(DONE);
    state("RUNNING", "RUNNING", "RUNNING", "RUNNING", "FINISHED");
    List<String> late = new ArrayList<>();
    assertThat(asked().stop(Jobs.Format.NATIVE, Duration.ZERO, late::add)).isEqualTo("file:/s");
    assertThat(late)
        .isNotEmpty()
        .allSatisfy(
            text -> assertThat(text).contains("savepoint is complete: file:/s", "ends job " + JOB));
    state("RUNNING");
    assertThatThrownBy(() -> asked().stop(Jobs.Format.NATIVE, Duration.ZERO, NewSavepoint::giveUp))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("savepoint is complete: file:/s");
  }

  /** A JobManager that is away can't make the savepoint be forgotten. */
  @Test
  void theSavepointIsNamedAlsoWhereNobodyAnswers() throws Exception {
    savepoint(DONE);
    flink.on("GET /jobs/" + JOB + "/status", "no JSON");
    assertThatThrownBy(() -> asked().stop(Jobs.Format.NATIVE, Duration.ZERO, NewSavepoint::giveUp))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("savepoint is complete: file:/s")
        .hasMessageContaining("(unknown)");
  }

  /** By a JobManager that recovered it, and would be waited for as long as it runs. */
  @Test
  void aJobThatIsBroughtBackGoesOn() throws Exception {
    savepoint(DONE);
    state("RUNNING");
    List<String> late = new ArrayList<>();
    assertThatThrownBy(() -> asked().stop(Jobs.Format.NATIVE, Duration.ZERO, late::add))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("job " + JOB + " goes on (RUNNING)")
        .hasMessageContaining("savepoint is complete: file:/s");
    assertThat(late).hasSize(1);
  }

  @Test
  void aJobThatGoesOnIsSaidTo() throws Exception {
    savepoint("");
    state("RUNNING");
    assertThatThrownBy(this::stopped)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("job %s goes on (RUNNING): try again", JOB);
  }

  /** By another JobManager, which was never asked. */
  @Test
  void theSavepointOfAJobThatEndedIsFound() throws Exception {
    complete("savepoint-012345-before");
    savepoint(OPEN, "");
    state("FINISHED");
    NewSavepoint stopping = asked();
    Path made = complete("savepoint-012345-new");
    Files.createDirectories(folder.resolve("savepoint-012345-begun"));
    complete("savepoint-ffffff-another");
    assertThat(stopping.stop(Jobs.Format.NATIVE, PATIENCE, NewSavepoint::giveUp))
        .isEqualTo(Place.of(made));
  }

  @Test
  void aJobThatEndedWithoutOneIsNotCalledStopped() throws Exception {
    savepoint("");
    state("FAILED");
    assertThatThrownBy(this::stopped)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("has ended (FAILED); there is no new savepoint like")
        .hasMessageContaining("savepoint-012345-");
  }

  private String stopped() throws Exception {
    return asked().stop(Jobs.Format.NATIVE, PATIENCE, NewSavepoint::giveUp);
  }

  private NewSavepoint asked() throws Exception {
    return new Jobs(flink.rest()).savepoint(JOB, Place.of(folder), again -> {});
  }

  private Path complete(String name) throws Exception {
    Path savepoint = Files.createDirectories(folder.resolve(name));
    Files.createFile(savepoint.resolve("_metadata"));
    return savepoint;
  }

  private void savepoint(String... answers) {
    flink.on("GET /jobs/" + JOB + "/savepoints/", answers);
  }

  private void state(String... states) {
    flink.on(
        "GET /jobs/" + JOB + "/status",
        Arrays.stream(states).map("{\"status\":\"%s\"}"::formatted).toArray(String[]::new));
  }
}
