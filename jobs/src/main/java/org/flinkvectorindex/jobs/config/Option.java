package org.flinkvectorindex.jobs.config;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;

/**
 * A key with a value, declared once: reading it, checking it and its line in the documentation all
 * follow from here.
 *
 * @param fallback the default, as one would write it; empty where there is none
 */
record Option<T>(
    String name, Type<T> type, Presence presence, Optional<String> fallback, String doc)
    implements Key {

  enum Presence {
    REQUIRED,
    OPTIONAL,
    DEFAULTED
  }

  static <T> Option<T> required(String name, Type<T> type, String doc) {
    return new Option<>(name, type, Presence.REQUIRED, Optional.empty(), doc);
  }

  static <T> Option<T> optional(String name, Type<T> type, String doc) {
    return new Option<>(name, type, Presence.OPTIONAL, Optional.empty(), doc);
  }

  static <T> Option<T> withDefault(String name, Type<T> type, String fallback, String doc) {
    return new Option<>(name, type, Presence.DEFAULTED, Optional.of(fallback), doc);
  }

  /** The default, read as if somebody had written it. */
  Optional<T> defaultValue() {
    return fallback.map(
        text -> {
          try {
            return type.read(new TextNode(text), References.NONE);
          } catch (RefusedValue e) {
            throw new IllegalStateException("the default of " + name + ": " + e.getMessage(), e);
          }
        });
  }
}
