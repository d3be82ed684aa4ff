package org.flinkvectorindex.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;

/** The values that an option takes. */
interface Type<T> {

  /** For the documentation: {@code integer}, {@code duration}, … */
  String name();

  /** For the documentation and for errors. */
  String allowed();

  /** Whether a value must never be printed. */
  default boolean secret() {
    return false;
  }

  /**
   * Reads a value as written.
   *
   * @throws RefusedValue naming what is wrong, without the value
   */
  T read(JsonNode written, References references) throws RefusedValue;
}
