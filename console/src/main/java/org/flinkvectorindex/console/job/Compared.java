package org.flinkvectorindex.console.job;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flinkvectorindex.jobs.config.CollectionOptions;
import org.flinkvectorindex.jobs.config.JobOptions;

/**
 * Of which collections a new job must have every shard that a savepoint has: those of its
 * configuration, and where it reads control records those that such have created.
 */
final class Compared {
  private final Set<String> configured;
  private final Set<String> left;
  private final boolean created;

  private Compared(Set<String> configured, Set<String> left, boolean created) {
    this.configured = configured;
    this.left = left;
    this.created = created;
  }

  /**
   * @param was the configuration before; without it only what is configured now is compared
   */
  static Compared of(Optional<JobOptions> was, JobOptions is) {
    Set<String> left = new HashSet<>(was.map(Compared::names).orElse(Set.of()));
    left.removeAll(names(is));
    return new Compared(names(is), left, is.control().isPresent() && was.isPresent());
  }

  boolean has(String collection) {
    return configured.contains(collection) || created && !left.contains(collection);
  }

  private static Set<String> names(JobOptions options) {
    List<String> names = options.collections().stream().map(CollectionOptions::name).toList();
    return Set.copyOf(names);
  }
}
