package org.flinkvectorindex.jobs.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules, alerts and dashboard of {@code flink-conf/observability}. */
public final class Observability {
  public static final Path FOLDER = Project.file("flink-conf/observability");
  static final String DASHBOARD = "grafana/dashboards/flink-vector-index.json";

  private static final Pattern ALERT =
      Pattern.compile("(?s)(.*\\S)\\s*(?:[<>]=?|==|!=)\\s*[-+.\\de]+");

  private Observability() {}

  /** What is recorded, by the name that it is recorded under. */
  public static Map<String, String> recorded() {
    return rules("rules.yml", "record");
  }

  /** By the alert's name. */
  public static Map<String, String> alerts() {
    return rules("alerts.yml", "alert");
  }

  /** What an alert compares with its number. */
  public static String figure(String alert) {
    Matcher compared = ALERT.matcher(alert.strip());
    if (!compared.matches()) {
      throw new IllegalArgumentException("no figure and number are compared in " + alert);
    }
    return compared.group(1);
  }

  /** Of all panels, with what variables are put in: all jobs, all collections. */
  public static List<String> dashboard() {
    List<String> expressions = new ArrayList<>();
    read(new ObjectMapper(), DASHBOARD)
        .findValues("expr")
        .forEach(
            expression ->
                expressions.add(expression.asText().replaceAll("\\$(job|collection)", ".*")));
    return expressions;
  }

  static JsonNode yaml(String file) {
    return read(new YAMLMapper(), file);
  }

  private static Map<String, String> rules(String file, String kind) {
    Map<String, String> rules = new LinkedHashMap<>();
    for (JsonNode group : yaml(file).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        if (rules.put(rule.path(kind).asText(), rule.path("expr").asText()) != null) {
          throw new IllegalStateException(rule.path(kind).asText() + " is there twice");
        }
      }
    }
    return rules;
  }

  private static JsonNode read(ObjectMapper mapper, String file) {
    try {
      return mapper.readTree(FOLDER.resolve(file).toFile());
    } catch (IOException e) {
      throw new IllegalStateException("can't read " + file, e);
    }
  }
}
