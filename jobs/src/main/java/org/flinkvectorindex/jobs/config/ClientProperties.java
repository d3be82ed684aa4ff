package org.flinkvectorindex.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings passed on to a client library as they are. They hold passwords, so no value is shown.
 */
record ClientProperties() implements Type<Map<String, Secret>> {

  @Override
  public String name() {
    return "properties";
  }

  @Override
  public String allowed() {
    return "key: value, as the client documents them";
  }

  @Override
  public boolean secret() {
    return true;
  }

  @Override
  public Map<String, Secret> read(JsonNode written, References references) throws RefusedValue {
    if (written.isTextual() && written.asText().isEmpty()) {
      return Map.of();
    }
    if (!written.isObject()) {
      throw new RefusedValue("a block of properties is wanted");
    }
    Map<String, Secret> properties = new LinkedHashMap<>();
    flatten("", written, references, properties);
    return Map.copyOf(properties);
  }

  /** {@code a: {b: c}} and {@code a.b: c} are the same property. */
  private static void flatten(
      String prefix, JsonNode node, References references, Map<String, Secret> into)
      throws RefusedValue {
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      String key = prefix + each.getKey();
      if (each.getValue().isObject()) {
        flatten(key + ".", each.getValue(), references, into);
      } else if (each.getValue().isValueNode()) {
        into.put(key, new Secret(references.resolve(each.getValue().asText())));
      } else {
        throw new RefusedValue("property " + key + " is a list, text is wanted");
      }
    }
  }
}
