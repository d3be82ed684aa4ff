package org.flinkvectorindex.jobs.config;

import java.util.List;
import java.util.stream.Collectors;

/** A job configuration that can't be run, with everything that is wrong with it. */
public final class InvalidConfigurationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public InvalidConfigurationException(String source, List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> "\n  " + problem)
            .collect(
                Collectors.joining(
                    "",
                    "%s has %d problem%s:"
                        .formatted(source, problems.size(), problems.size() == 1 ? "" : "s"),
                    "")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
