package org.flinkvectorindex.console.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.Path;
import org.flinkvectorindex.connectors.source.Start;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.jobs.config.BackfillOptions;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.SourcePlace;

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
    Map<String, Object> begun = read(before.get());
    read(now.get())
        .forEach(
            (key, value) -> {
              if (!value.equals(begun.get(key))) {
                throw other(now.get(), key, begun.get(key), value);
              }
            });
    // A topic more would be live from its end on, and its past is history that has been read.
    TreeSet<String> topics = topics(is);
    if (now.get().from().isPresent() && !topics(was).containsAll(topics)) {
      throw other(now.get(), "topics of vectors", topics(was), topics);
    }
  }

  private static CommandFailure other(BackfillOptions history, String key, Object was, Object is) {
    return new CommandFailure(
        ("history %s is known, with other %s: %s, and now %s, which it would not read. Set that back,"
                + " or give it another `backfill.name` (--name), under which all is read anew. Where"
                + " all of it has been read (bin/status) the block can be left out: bin/upgrade with"
                + " --drop-state. The job runs on as it was.")
            .formatted(history.name(), key, was, is));
  }

  /** What is read, and as what; not how fast. */
  private static Map<String, Object> read(BackfillOptions history) {
    Map<String, Object> read = new LinkedHashMap<>();
    read.put("files with their ids", files(history));
    read.put("collection", history.collection().orElse("none"));
    read.put("ts", history.ts());
    read.put("version", history.version());
    read.put("from", history.from().map(HistoryFit::written).orElse("nowhere"));
    return read;
  }

  /** The file of ids of each, blank for none: however they are written and in whatever order. */
  private static SortedMap<String, String> files(BackfillOptions history) {
    SortedMap<String, String> files = new TreeMap<>();
    history.files().forEach(file -> files.put(place(file), ""));
    List<String> rows = history.rows();
    for (int i = 0; i < history.ids().size(); i++) {
      files.put(place(rows.get(i)), place(history.ids().get(i)));
    }
    return files;
  }

  /** {@code bin/backfill} has a scheme where a configuration need not. */
  private static String place(String file) {
    Path path = new Path(file);
    return "file".equals(path.toUri().getScheme()) ? path.getPath() : path.toString();
  }

  /** History of topics is Kafka's alone. */
  private static TreeSet<String> topics(JobOptions job) {
    return job.vectors().stream()
        .map(each -> each.source().place())
        .filter(SourcePlace.Kafka.class::isInstance)
        .flatMap(place -> ((SourcePlace.Kafka) place).topics().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String written(Start from) {
    return from instanceof Start.At at ? "timestamp:" + at.timestamp() : "earliest";
  }
}
