package org.flinkvectorindex.jobs.config;

import java.util.Optional;

/**
 * What is wrong with one key.
 *
 * @param key its path, {@code collections.0.dimension}
 * @param value as written, redacted where it is a secret; empty where nothing was written
 * @param allowed what could stand there; empty where that is said by {@code what}
 */
public record Problem(String key, Optional<String> value, String what, Optional<String> allowed) {

  @Override
  public String toString() {
    return key
        + value.map(text -> " is '" + text + "'").orElse("")
        + ": "
        + what
        + allowed.map(text -> "; allowed: " + text).orElse("");
  }
}
