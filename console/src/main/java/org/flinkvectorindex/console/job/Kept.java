package org.flinkvectorindex.console.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a job that replaces another has of it unless the user says otherwise: parallelism and
 * overrides of its configuration.
 *
 * @param before what the running job was submitted with; empty where that is not known
 * @param parallelism it runs with; empty where that is not known
 */
record Kept(Optional<Submission> before, OptionalInt parallelism) {
  private static final String HISTORY = "--backfill.";

  static Kept of(Ledger ledger, Jobs jobs, String job) throws IOException, InterruptedException {
    Optional<Submission> before = ledger.find(job);
    OptionalInt submitted = before.map(Submission::parallelism).orElse(OptionalInt.empty());
    return new Kept(before, submitted.isPresent() ? submitted : jobs.parallelism(job));
  }

  /**
   * History that {@code bin/backfill} gave the job stays too, so that how far it was read is not
   * state without use; not where the user gives that up, or gives the job other history.
   *
   * @param overrides whether they are kept
   * @param says what is kept; no values, which may be secret
   */
  Submission in(Submission wanted, boolean overrides, Consumer<String> says) {
    OptionalInt subtasks = wanted.parallelism();
    if (subtasks.isEmpty() && parallelism.isPresent()) {
      subtasks = parallelism;
      says.accept("Parallelism stays %d.".formatted(subtasks.getAsInt()));
    }
    List<String> all = new ArrayList<>();
    List<String> names = new ArrayList<>();
    boolean givenUp = false;
    if (overrides) {
      Set<String> given = new HashSet<>(wanted.overrides());
      boolean otherHistory =
          wanted.dropState() || given.stream().anyMatch(each -> each.startsWith(HISTORY));
      List<String> old = before.map(Submission::overrides).orElse(List.of());
      for (int i = 0; i < old.size(); i += 2) {
        String key = old.get(i);
        if (otherHistory && key.startsWith(HISTORY)) {
          givenUp |= wanted.dropState();
        } else if (!given.contains(key)) {
          all.addAll(old.subList(i, i + 2));
          names.add(key.substring(2));
        }
      }
    }
    if (givenUp) {
      says.accept("History is given up with its state: what was not read of it never will be.");
    }
    if (!names.isEmpty()) {
      says.accept(
          "Over the file, as with the running job: %s (--without-overrides leaves them out)."
              .formatted(String.join(", ", names)));
    }
    all.addAll(wanted.overrides());
    return new Submission(
        wanted.jar(), wanted.config(), all, subtasks, wanted.savepoint(), wanted.dropState());
  }
}
