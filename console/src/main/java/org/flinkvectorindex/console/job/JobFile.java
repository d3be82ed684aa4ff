package org.flinkvectorindex.console.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Project;
import picocli.CommandLine.Option;

/** The options that say which job. */
public final class JobFile {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "job.yaml",
      description = "The job's configuration: docs/configuration.md.")
  private Path config;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description =
          "Subtasks of each stage, 1 to 128; default: all slots of the cluster, or as many as the"
              + " job has that is replaced.")
  private Integer parallelism;

  @Option(
      names = "--jar",
      description =
          "The job's jar; default: the one built here, jobs/target/flink-vector-index.jar.")
  private Path jar;

  @Option(
      names = "--drop-state",
      description =
          "Give up state in the savepoint that the job has no use for any more, as of a"
              + " source, sink or collection that was removed from its configuration.")
  private boolean dropState;

  @Option(
      names = "--set",
      arity = "2",
      paramLabel = "KEY VALUE",
      description = "A key of the configuration over the file, as often as wanted.")
  private List<String> set = new ArrayList<>();

  Submission submission(Optional<String> savepoint) {
    if (!Files.isReadable(config)) {
      throw new CommandFailure("--config: %s can't be read".formatted(config));
    }
    if (parallelism != null && (parallelism < 1 || parallelism > 128)) {
      throw new CommandFailure("--parallelism is %d, allowed: 1 to 128".formatted(parallelism));
    }
    List<String> overrides = new ArrayList<>();
    for (int i = 0; i < set.size(); i += 2) {
      overrides.add("--" + set.get(i));
      overrides.add(set.get(i + 1));
    }
    return new Submission(
        jar == null ? Project.jar() : jar.toAbsolutePath(),
        config.toAbsolutePath(),
        overrides,
        parallelism == null ? OptionalInt.empty() : OptionalInt.of(parallelism),
        savepoint,
        dropState);
  }
}
