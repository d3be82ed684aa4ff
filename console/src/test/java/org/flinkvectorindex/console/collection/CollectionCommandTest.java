package org.flinkvectorindex.console.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Project;
import org.flinkvectorindex.console.job.FlinkRest;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CollectionCommandTest {

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
