package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.flinkvectorindex.console.Output;
import org.flinkvectorindex.console.cluster.Cluster;
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

  @Parameters(paramLabel = "JOB", description = "Id or name of a job that runs.")
  private String job;

  @Option(names = "--keep-running", description = "The job goes on.")
  private boolean keepRunning;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description = "Where the savepoint goes; default: the cluster's folder of savepoints.")
  private Path to;

  @Option(
      names = "--format",
      defaultValue = "canonical",
      description =
          "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}. Native ones are as RocksDB"
              + " has them, and quicker.")
  private Jobs.Format format;

  @Override
  public Integer call() throws Exception {
    Cluster cluster = new Cluster(Home.of(System.getenv()));
    Jobs jobs = new Jobs(cluster.rest());
    String id = jobs.find(job);
    Path folder = to == null ? cluster.home().savepoints() : to.toAbsolutePath();
    String path = keepRunning ? jobs.savepoint(id, folder, format) : jobs.stop(id, folder, format);
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
}
