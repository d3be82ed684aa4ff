package org.flinkvectorindex.jobs.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
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

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

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
      refuseAliases(source, yaml);
      JsonNode root = YAML.readTree(yaml);
      if (root instanceof ObjectNode block) {
        return block;
      }
      throw broken(source, "a block of keys is wanted");
    } catch (JsonProcessingException e) {
      // Not e.getMessage(): it quotes the text, which may hold a secret.
      String where = e.getLocation() == null ? "" : " near line " + e.getLocation().getLineNr();
      throw broken(source, "not YAML" + where + ", or a key comes twice there");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Of text in memory there is none.
    }
  }

  /** They would be read as the text of their names, which may pass for values. */
  private static void refuseAliases(String source, String yaml) throws IOException {
    try (JsonParser parser = YAML.createParser(yaml)) {
      while (parser.nextToken() != null) {
        if (((YAMLParser) parser).isCurrentAlias()) {
          throw broken(
              source,
              "an alias of YAML (*name) near line %d, which is not resolved: write the value there"
                  .formatted(parser.currentTokenLocation().getLineNr()));
        }
      }
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
