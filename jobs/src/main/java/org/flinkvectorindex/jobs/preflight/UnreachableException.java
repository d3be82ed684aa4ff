package org.flinkvectorindex.jobs.preflight;

import java.time.Duration;
import java.util.List;

/** Something that the job needs was not there in time. Nothing was submitted. */
public final class UnreachableException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  UnreachableException(int tries, Duration passed, List<String> away) {
    super(
        "Not submitted, after %d tr%s in %.1f s (preflight.patience):%n  %s"
            .formatted(
                tries,
                tries == 1 ? "y" : "ies",
                passed.toMillis() / 1000.0,
                String.join("%n  ".formatted(), away)));
  }
}
