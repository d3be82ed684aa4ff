package org.flinkvectorindex.jobs.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.StringJoiner;

/** JSON as a program outside would write and read it. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static String array(float[] components) {
    StringJoiner joiner = new StringJoiner(",", "[", "]");
    for (float component : components) {
      joiner.add(Float.toString(component));
    }
    return joiner.toString();
  }

  static float[] floats(JsonNode array) {
    float[] components = new float[array.size()];
    for (int i = 0; i < components.length; i++) {
      components[i] = array.get(i).floatValue();
    }
    return components;
  }

  static JsonNode read(byte[] text) {
    try {
      return MAPPER.readTree(new String(text, java.nio.charset.StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
