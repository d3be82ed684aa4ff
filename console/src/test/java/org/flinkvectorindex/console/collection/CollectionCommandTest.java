package org.flinkvectorindex.console.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Project;
import org.flinkvectorindex.console.Said;
import org.flinkvectorindex.console.job.FlinkRest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CollectionCommandTest {
  private static final String NOBODY = "http://127.0.0.1:1";

  /** Its being there would be taken for the record's doing, which the job refuses. */
  @Test
  void aNameThatIsThereIsNotCreatedAgain() throws Exception {
    try (FlinkRest flink = new FlinkRest()) {
      flink.overview(FlinkRest.jobs("j words-index RUNNING"));
      flink.on("GET /jobs/j/status", "{\"status\":\"RUNNING\"}");
      flink.on("GET /jobs/j", "{\"vertices\":[{\"id\":\"v\",\"parallelism\":1}]}");
      flink.on("GET /jobs/j/vertices/v", "{\"subtasks\":[{\"subtask\":0,\"status\":\"RUNNING\"}]}");
      flink.on(
          "GET /jobs/j/vertices/v/subtasks/0/metrics",
          "[]", // Flink has none for who asks first.
          "[{\"id\":\"decide.collection.words-2.exists\",\"value\":\"1\"}]");
      assertThat(
              failure(
                  "create",
                  "words-2",
                  "--key",
                  "dimension",
                  "99",
                  "--rest",
                  flink.rest().address().toString()))
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("words-2 is there already")
          .hasMessageContaining("it is done");
    }
  }

  /** It would move at once, for all that was asked of it. */
  @ParameterizedTest
  @CsvSource({
    "--recall, 0.99",
    "--watermark, 5000",
    "--share, 1.0",
    "--samples, 100",
    "--queries, none.fbin"
  })
  void anAliasIsNotMovedWhereReadinessIsAskedForAndNotWaitedFor(String option, String value) {
    assertThat(failure("alias", "words", "words-2", option, value, "--rest", NOBODY))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            option + " is given without --when-caught-up, allowed: with --when-caught-up only");
  }

  @Test
  void valuesAreCheckedBeforeTheJobIsAsked() {
    for (String[] waits : new String[][] {{}, {"--when-caught-up"}}) {
      List<String> arguments =
          new ArrayList<>(
              List.of("alias", "words", "words-2", "--recall", "1.1", "--rest", NOBODY));
      arguments.addAll(List.of(waits));
      assertThat(failure(arguments.toArray(String[]::new)))
          .isInstanceOf(CommandFailure.class)
          .hasMessage("--recall is 1.1, allowed: 0 to 1");
    }
  }

  @Test
  void aListOfSomeIsNoSuccess() throws Exception {
    try (FlinkRest flink = new FlinkRest()) {
      flink.overview(FlinkRest.jobs("j words-index RUNNING"));
      flink.on("GET /jobs/j/status", "{\"status\":\"RUNNING\"}");
      flink.on("GET /jobs/j", "{\"vertices\":[{\"id\":\"v\",\"parallelism\":2}]}");
      flink.on(
          "GET /jobs/j/vertices/v",
          "{\"subtasks\":[{\"subtask\":0,\"status\":\"RUNNING\"},{\"subtask\":1,\"status\":\"RUNNING\"}]}");
      String live = "[{\"id\":\"shard.collection.words.live\",\"value\":\"7\"}]";
      flink.on("GET /jobs/j/vertices/v/subtasks/0/metrics", live);
      flink.on("GET /jobs/j/vertices/v/subtasks/1/metrics", "[]");
      Said some = list(flink);
      assertThat(some.status()).isEqualTo(1);
      assertThat(some.out()).isEqualTo("words: configured, 7 vectors" + System.lineSeparator());
      assertThat(some.err())
          .contains("1 have not said anything after 0 s. There may be more than what follows.");

      flink.on("GET /jobs/j/vertices/v/subtasks/1/metrics", live);
      Said all = list(flink);
      assertThat(all.status()).isZero();
      assertThat(all.out()).isEqualTo("words: configured, 14 vectors" + System.lineSeparator());
      assertThat(all.err()).isEmpty();
    }
  }

  private static Said list(FlinkRest flink) {
    return Said.by(
        "collection",
        "list",
        "--patience",
        "0 s",
        "--config",
        Project.root().resolve("flink-conf/jobs/words.yaml").toString(),
        "--rest",
        flink.rest().address().toString());
  }

  private static Exception failure(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of("--config", Project.root().resolve("flink-conf/jobs/words.yaml").toString()));
    // The broker of words.yaml is none of a test's.
    for (String[] set :
        new String[][] {
          {"control.type", "kafka"},
          {"control.bootstrap-servers", "127.0.0.1:1"},
          {"control.topic", "control"},
          {"control.group-id", "words"},
          {"control.properties.max.block.ms", "100"},
          {"dead-letters.bootstrap-servers", "127.0.0.1:1"},
          {"dead-letters.properties.default.api.timeout.ms", "100"},
        }) {
      all.addAll(List.of("--set", set[0], set[1]));
    }
    Exception[] failure = new Exception[1];
    new CommandLine(new CollectionCommand())
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              failure[0] = e;
              return 1;
            })
        .execute(all.toArray(String[]::new));
    return failure[0];
  }
}
