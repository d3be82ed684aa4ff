package org.flinkvectorindex.console.collection;

import java.time.Duration;
import org.apache.flink.util.TimeUtils;
import org.flinkvectorindex.console.CommandFailure;
import picocli.CommandLine.Option;

/** For how long a command waits for the job. */
final class Patience {
  @Option(
      names = "--patience",
      paramLabel = "T",
      description =
          "How long to wait for the job; default: 2 min, and 1 h where vectors have to come or go.")
  private String patience;

  /**
   * @param usual where nothing is said
   */
  Duration or(Duration usual) {
    if (patience == null) {
      return usual;
    }
    try {
      return TimeUtils.parseDuration(patience);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          "--patience is %s, allowed: a duration, such as 30 s or 2 h".formatted(patience));
    }
  }
}
