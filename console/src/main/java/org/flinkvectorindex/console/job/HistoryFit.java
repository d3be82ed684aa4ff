package org.flinkvectorindex.console.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.flinkvectorindex.connectors.source.Start;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.jobs.config.BackfillOptions;
import org.flinkvectorindex.jobs.config.JobOptions;

/**
 * Whether history goes on as what it is in state. How far it was read is known by its name alone:
 * what it did not have when it began would never be read, and of what is left the rest would be
 * read as something else.
 */
final class HistoryFit {
  private HistoryFit() {}

  /**
   * @throws CommandFailure if history of the same name reads something else
   */
  static void requireSame(JobOptions was, JobOptions is) {
    Optional<BackfillOptions> before = was.backfill();
    Optional<BackfillOptions> now = is.backfill();
    if (before.isEmpty()
        || !now.map(BackfillOptions::name).equals(before.map(BackfillOptions::name))) {
      return;
    }
    Map<String, Object> begun = read(was, before.get());
    read(is, now.get())
        .forEach(
            (key, value) -> {
              if (!value.equals(begun.get(key))) {
                throw new CommandFailure(
                    ("history %s is known, with other %s: %s, and now %s, which it would not read. Set"
                            + " that back, or give it another `backfill.name` (--name), under which all"
                            + " is read anew. The job runs on as it was.")
                        .formatted(now.get().name(), key, begun.get(key), value));
              }
            });
  }

  /** What is read, and as what; not how fast. */
  private static Map<String, Object> read(JobOptions job, BackfillOptions history) {
    Map<String, Object> read = new LinkedHashMap<>();
    read.put("files", history.files());
    read.put("ids", history.ids());
    read.put("collection", history.collection().orElse("none"));
    read.put("ts", history.ts());
    read.put("version", history.version());
    read.put("from", history.from().map(HistoryFit::written).orElse("nowhere"));
    // A topic more would be live from its end on, and its past is history that has been read.
    read.put("topics of vectors", history.from().map(from -> topics(job)).orElseGet(TreeSet::new));
    return read;
  }

  private static TreeSet<String> topics(JobOptions job) {
    return job.vectors().stream()
        .map(each -> each.source().place().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String written(Start from) {
    return from instanceof Start.At at ? "timestamp:" + at.timestamp() : "earliest";
  }
}
