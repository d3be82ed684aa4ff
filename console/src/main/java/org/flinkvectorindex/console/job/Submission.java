package org.flinkvectorindex.console.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.jobs.config.InvalidConfigurationException;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;

/**
 * A job as it is handed to Flink.
 *
 * @param jar its code
 * @param config its configuration, a YAML file
 * @param overrides {@code --key value} over it
 * @param parallelism empty for the cluster's default
 * @param savepoint that it begins with
 * @param dropState whether state in the savepoint that no operator claims is given up
 */
public record Submission(
    Path jar,
    Path config,
    List<String> overrides,
    OptionalInt parallelism,
    Optional<String> savepoint,
    boolean dropState) {

  /**
   * @param more {@code --key value} over the file and over what was over it before
   */
  public Submission with(List<String> more) {
    List<String> all = new ArrayList<>(overrides);
    all.addAll(more);
    return new Submission(jar, config, all, parallelism, savepoint, dropState);
  }

  /** The same on so many slots. */
  Submission on(int slots) {
    return new Submission(jar, config, overrides, OptionalInt.of(slots), savepoint, dropState);
  }

  public Submission from(String path) {
    return new Submission(jar, config, overrides, parallelism, Optional.of(path), dropState);
  }

  /**
   * The configuration as the job reads it.
   *
   * @throws CommandFailure with all that is wrong with it
   */
  JobOptions options() {
    List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
    arguments.addAll(overrides);
    try {
      return JobConfiguration.load(arguments, System.getenv());
    } catch (InvalidConfigurationException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  /** How a user submits the same; values of overrides may be secret and are left out. */
  String command(String from) {
    return "bin/submit --config %s --jar %s%s --from-savepoint %s%s"
        .formatted(
            config,
            jar,
            parallelism.isPresent() ? " --parallelism " + parallelism.getAsInt() : "",
            from,
            overrides.isEmpty() ? "" : ", with the --set that it had");
  }
}
