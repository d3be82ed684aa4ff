package org.flinkvectorindex.jobs.config;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Text that is never printed. */
public final class Secret implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What is shown instead. */
  static final String REDACTED = "******";

  private final String text;

  public Secret(String text) {
    this.text = Objects.requireNonNull(text);
  }

  /** The text itself, for the client that needs it. */
  public String reveal() {
    return text;
  }

  /** Settings for the client that needs them. */
  public static Map<String, String> reveal(Map<String, Secret> settings) {
    return settings.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, setting -> setting.getValue().reveal()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return REDACTED;
  }
}
