package org.flinkvectorindex.console.collection;

import java.time.Duration;
import org.apache.flink.util.TimeUtils;
import org.flinkvectorindex.console.CommandFailure;
import picocli.CommandLine.Option;

/** For how long a command waits for the job. */
public final class Patience {
  private static final Duration LONGEST = Duration.ofDays(365);

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
    return patience == null ? usual : of(patience);
  }

  /** What the option says. */
  public static Duration of(String patience) {
    try {
      Duration said = TimeUtils.parseDuration(patience);
      if (said.compareTo(LONGEST) <= 0) {
        return said;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // No duration, or none that a number holds.
    }
    throw new CommandFailure(
        "--patience is %s, allowed: a duration up to %d d, such as 30 s or 2 h"
            .formatted(patience, LONGEST.toDays()));
  }
}
