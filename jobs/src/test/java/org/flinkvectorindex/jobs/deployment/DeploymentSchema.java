package org.flinkvectorindex.jobs.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The operator's definition of a FlinkDeployment, as its jar carries it: an OpenAPI schema, read as
 * a Kubernetes API server reads it that is told to refuse unknown fields.
 */
final class DeploymentSchema {
  private static final String FILE = "META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

  private final JsonNode definition;
  private final List<String> problems = new ArrayList<>();

  private DeploymentSchema(JsonNode definition) {
    this.definition = definition;
  }

  /** One line for each field that is unknown or has a value that is refused. */
  static List<String> problems(JsonNode deployment) throws IOException {
    try (InputStream file = DeploymentSchema.class.getClassLoader().getResourceAsStream(FILE)) {
      DeploymentSchema schema = new DeploymentSchema(new YAMLMapper().readTree(file).path("spec"));
      schema.check(deployment);
      return schema.problems;
    }
  }

  private void check(JsonNode deployment) {
    JsonNode version = definition.path("versions").path(0);
    String api = definition.path("group").asText() + "/" + version.path("name").asText();
    String kind = definition.path("names").path("kind").asText();
    if (!deployment.path("apiVersion").asText().equals(api)) {
      problems.add("apiVersion: expected " + api);
    }
    if (!deployment.path("kind").asText().equals(kind)) {
      problems.add("kind: expected " + kind);
    }
    value(
        "spec",
        deployment.path("spec"),
        version.path("schema").path("openAPIV3Schema").path("properties").path("spec"));
  }

  private void value(String path, JsonNode value, JsonNode schema) {
    if (schema.path("enum").isArray() && !has(schema.path("enum"), value)) {
      problems.add(path + ": " + value + " is none of " + schema.path("enum"));
    }
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      require(path, value, value.isTextual() || value.isIntegralNumber());
      return;
    }
    switch (schema.path("type").asText()) {
      case "object" -> object(path, value, schema);
      case "array" -> array(path, value, schema.path("items"));
      case "string" -> require(path, value, value.isTextual());
      case "integer" -> require(path, value, value.isIntegralNumber());
      case "number" -> require(path, value, value.isNumber());
      case "boolean" -> require(path, value, value.isBoolean());
      default ->
          require(path, value, schema.path("x-kubernetes-preserve-unknown-fields").asBoolean());
    }
  }

  private void object(String path, JsonNode value, JsonNode schema) {
    require(path, value, value.isObject());
    for (var field : value.properties()) {
      String name = path + "." + field.getKey();
      JsonNode known = schema.path("properties").path(field.getKey());
      JsonNode any = schema.path("additionalProperties");
      if (!known.isMissingNode()) {
        value(name, field.getValue(), known);
      } else if (any.isObject()) {
        value(name, field.getValue(), any);
      } else if (!schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
        problems.add(name + " is unknown");
      }
    }
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText())) {
        problems.add(path + "." + required.asText() + " is missing");
      }
    }
  }

  private void array(String path, JsonNode value, JsonNode items) {
    require(path, value, value.isArray());
    for (int at = 0; at < value.size(); at++) {
      value(path + "[" + at + "]", value.get(at), items);
    }
  }

  private void require(String path, JsonNode value, boolean holds) {
    if (!holds) {
      problems.add(path + ": " + value + " is of another type");
    }
  }

  private static boolean has(JsonNode values, JsonNode one) {
    for (JsonNode each : values) {
      if (each.equals(one)) {
        return true;
      }
    }
    return false;
  }
}
