package org.flinkvectorindex.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;

/** A key of the contract whose feature is not built: refused with the reason, never ignored. */
record NotYet<T>(String name, String reason) implements Type<T> {

  @Override
  public String allowed() {
    return "nothing";
  }

  @Override
  public T read(JsonNode written, References references) throws RefusedValue {
    throw new RefusedValue(reason);
  }
}
