package org.flinkvectorindex.connectors.source;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where reading begins, where no checkpoint says otherwise. */
public sealed interface Start extends Serializable {

  /** Where the group or subscription stands; the beginning where it is new. */
  record Committed() implements Start {}

  record Earliest() implements Start {}

  record Latest() implements Start {}

  /** The first record of each partition with this timestamp (milliseconds) or a later one. */
  record At(long timestamp) implements Start {}

  /**
   * @param text {@code committed}, {@code earliest}, {@code latest} or {@code timestamp:MILLIS}
   */
  static Start parse(String text) {
    Matcher timestamp = Pattern.compile("timestamp:(\\d{1,18})").matcher(text);
    if (timestamp.matches()) {
      return new At(Long.parseLong(timestamp.group(1)));
    }
    return switch (text) {
      case "committed" -> new Committed();
      case "earliest" -> new Earliest();
      case "latest" -> new Latest();
      default ->
          throw new IllegalArgumentException(
              "start is '%s', allowed are committed, earliest, latest, timestamp:MILLIS"
                  .formatted(text));
    };
  }
}
