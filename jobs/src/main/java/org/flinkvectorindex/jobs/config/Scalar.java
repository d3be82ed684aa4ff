package org.flinkvectorindex.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;

/** One value, read from its text once references are resolved. */
record Scalar<T>(String name, String allowed, boolean secret, Parser<T> parser) implements Type<T> {

  /** Reads the text of a value. */
  interface Parser<T> {
    T parse(String text) throws RefusedValue;
  }

  @Override
  public T read(JsonNode written, References references) throws RefusedValue {
    if (!written.isValueNode()) {
      throw new RefusedValue("a single value is wanted");
    }
    return parser.parse(references.resolve(written.asText()));
  }
}
