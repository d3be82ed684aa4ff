package org.flinkvectorindex.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/** Several values without repeats, at least one: a list, or text with commas. */
record ListOf<T>(Type<T> element) implements Type<List<T>> {

  @Override
  public String name() {
    return "list of " + element.name();
  }

  @Override
  public String allowed() {
    return "one or more of: " + element.allowed();
  }

  @Override
  public List<T> read(JsonNode written, References references) throws RefusedValue {
    List<T> values = new ArrayList<>();
    for (JsonNode each : elements(written)) {
      T value = element.read(each, references);
      if (values.contains(value)) {
        throw new RefusedValue("an element comes twice");
      }
      values.add(value);
    }
    if (values.isEmpty()) {
      throw new RefusedValue("the list is empty");
    }
    return List.copyOf(values);
  }

  private static Iterable<JsonNode> elements(JsonNode written) throws RefusedValue {
    if (written.isArray()) {
      return written;
    }
    if (!written.isValueNode()) {
      throw new RefusedValue("a list is wanted");
    }
    List<JsonNode> parts = new ArrayList<>();
    for (String part : written.asText().split(",", -1)) {
      parts.add(new TextNode(part.strip()));
    }
    return parts;
  }
}
