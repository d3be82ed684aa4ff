package org.flinkvectorindex.jobs.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a job's configuration: a YAML file, values from the command line over it, references to
 * secrets resolved. Either everything is right or every problem is told at once.
 */
public final class JobConfiguration {
  private static final String FILE = "config";

  private JobConfiguration() {}

  /**
   * @param arguments {@code --config job.yaml}, then {@code --key value} as often as wanted
   * @throws InvalidConfigurationException with every problem there is
   */
  public static JobOptions load(List<String> arguments, Map<String, String> environment) {
    List<Problem> problems = new ArrayList<>();
    Map<String, String> overrides = Overrides.parse(arguments, problems);
    String file = overrides.remove(FILE);
    if (file == null) {
      problems.add(
          new Problem("--config", Optional.empty(), "missing", Optional.of("path of a YAML file")));
      throw new InvalidConfigurationException("The command line", problems);
    }
    return read(file, content(file), overrides, environment, problems);
  }

  /** Reads a configuration that is already in memory. */
  public static JobOptions parse(
      String yaml, Map<String, String> overrides, Map<String, String> environment) {
    return read("The job configuration", yaml, overrides, environment, new ArrayList<>());
  }

  private static JobOptions read(
      String source,
      String yaml,
      Map<String, String> overrides,
      Map<String, String> environment,
      List<Problem> problems) {
    ObjectNode root = tree(source, yaml);
    Overrides.apply(new LinkedHashMap<>(overrides), root, problems);
    Values values =
        new BlockReader(new References(environment), problems).read("", JobOptions.KEYS, root);
    Rules.check(values, problems);
    if (!problems.isEmpty()) {
      throw new InvalidConfigurationException(source, problems);
    }
    return JobOptions.of(values);
  }

  private static ObjectNode tree(String source, String yaml) {
    try {
      return PlainYaml.read(yaml);
    } catch (IOException e) {
      throw broken(source, e.getMessage());
    }
  }

  private static String content(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw broken(file, "can't be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static InvalidConfigurationException broken(String source, String what) {
    return new InvalidConfigurationException(
        source, List.of(new Problem("(file)", Optional.empty(), what, Optional.empty())));
  }
}
