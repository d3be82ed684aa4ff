package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Output;
import org.flinkvectorindex.console.Place;
import org.flinkvectorindex.console.cluster.FlinkAddress;
import org.flinkvectorindex.console.cluster.Home;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bin/savepoint}. */
@Command(
    name = "savepoint",
    mixinStandardHelpOptions = true,
    description = {
      "Stops a job with a savepoint and prints its path: bin/submit --from-savepoint goes on with",
      "it, at any parallelism; bin/inspect looks into it."
    })
public final class SavepointCommand implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private FlinkAddress flink;

  @Parameters(paramLabel = "JOB", description = "Id or name of a job that runs.")
  private String job;

  @Option(names = "--keep-running", description = "The job goes on.")
  private boolean keepRunning;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description =
          "Folder or URI where the savepoint goes; default: the folder of savepoints of bin/cluster.")
  private String to;

  @Option(
      names = "--format",
      defaultValue = "canonical",
      description =
          "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}. Native ones are as RocksDB"
              + " has them, and quicker.")
  private Jobs.Format format;

  @Option(
      names = "--patience",
      defaultValue = "600",
      paramLabel = "SECONDS",
      description =
          "How long to wait for it; default: ${DEFAULT-VALUE}. Flink goes on with it"
              + " nevertheless, and a job that was to stop stops when it is complete.")
  private int patience;

  @Override
  public Integer call() throws Exception {
    output.require("--patience", patience, 1, 86_400);
    Jobs jobs = new Jobs(flink.rest());
    String id = jobs.find(job);
    String folder = to == null ? ownFolder() : Place.of(to);
    String path = made(jobs.savepoint(id, folder, text -> output.progress("%s", text)));
    output.result(
        new ObjectMapper()
            .createObjectNode()
            .put("op", "savepoint")
            .put("job", id)
            .put("stopped", !keepRunning)
            .put("savepoint", path),
        path);
    return 0;
  }

  private String ownFolder() {
    if (flink.given().isPresent()) {
      throw new CommandFailure(
          "--to is missing: where the cluster at %s keeps savepoints is not known here"
              .formatted(flink.given().get()));
    }
    return Place.of(Home.of(System.getenv()).savepoints());
  }

  private String made(NewSavepoint savepoint) throws Exception {
    Duration time = Duration.ofSeconds(patience);
    if (keepRunning) {
      return savepoint.make(format, time, NewSavepoint::giveUp);
    }
    try (Interruption hint = new Interruption(savepoint::onTheWay)) {
      return savepoint.stop(format, time, NewSavepoint::giveUp);
    }
  }
}
