package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.flinkvectorindex.operators.collection.Order;

/** What must hold between the keys of a backfill and those of the rest. */
final class BackfillRules {
  private final Values job;
  private final Values backfill;
  private final List<Problem> problems;

  private BackfillRules(Values job, Values backfill, List<Problem> problems) {
    this.job = job;
    this.backfill = backfill;
    this.problems = problems;
  }

  static void check(Values job, List<Problem> problems) {
    job.find(BackfillOptions.BLOCK)
        .ifPresent(
            backfill -> {
              BackfillRules rules = new BackfillRules(job, backfill, problems);
              rules.somethingIsRead();
              rules.rowsHaveACollection();
              rules.everyFileOfRowsHasIds();
              rules.topicsAreKafkas();
              rules.orderSaysWhatIsNewer();
              rules.timeIsNotAhead();
            });
  }

  private void somethingIsRead() {
    boolean wrong = problems.stream().anyMatch(each -> each.key().startsWith("backfill."));
    if (backfill.find(BackfillOptions.FILES).isEmpty()
        && backfill.find(BackfillOptions.FROM).isEmpty()
        && !wrong) {
      note(backfill.path("files"), Optional.empty(), "missing", "files, from, or both");
    }
  }

  private List<String> rows() {
    return backfill.find(BackfillOptions.FILES).orElse(List.of()).stream()
        .filter(BackfillOptions::ofRows)
        .toList();
  }

  private void rowsHaveACollection() {
    List<String> names =
        job.get(JobOptions.COLLECTIONS).stream()
            .flatMap(collection -> collection.find(CollectionOptions.NAME).stream())
            .toList();
    Optional<String> collection = backfill.find(BackfillOptions.COLLECTION);
    String key = backfill.path(BackfillOptions.COLLECTION.name());
    if (collection.isPresent() && !names.contains(collection.get())) {
      note(key, collection, "no such collection", String.join(", ", names));
    } else if (collection.isEmpty() && !rows().isEmpty()) {
      note(key, Optional.empty(), "missing, and there is a .fbin", String.join(", ", names));
    }
  }

  private void everyFileOfRowsHasIds() {
    backfill
        .find(BackfillOptions.IDS)
        .filter(ids -> ids.size() != rows().size())
        .ifPresent(
            ids ->
                note(
                    backfill.path(BackfillOptions.IDS.name()),
                    Optional.of(String.join(", ", ids)),
                    "%d files of ids for %d files of rows".formatted(ids.size(), rows().size()),
                    "one for each .fbin, or none"));
  }

  private void topicsAreKafkas() {
    if (backfill.find(BackfillOptions.FROM).isEmpty()) {
      return;
    }
    for (Values source : job.get(VectorSourceOptions.BLOCKS)) {
      source
          .find(BrokerKeys.TYPE)
          .filter(BrokerKind.PULSAR::equals)
          .ifPresent(
              pulsar ->
                  note(
                      backfill.path(BackfillOptions.FROM.name()),
                      Optional.empty(),
                      source.path("type")
                          + " is pulsar, whose topics have no offsets to end a second reading at",
                      "sources of kafka, or files; a topic of Pulsar is read again by a job without"
                          + " state whose source has `start: earliest`, in this one's place once it"
                          + " has caught up"));
    }
  }

  /** A position in a file or in the past of a topic says nothing about one in the live stream. */
  private void orderSaysWhatIsNewer() {
    for (Values collection : job.get(JobOptions.COLLECTIONS)) {
      collection
          .find(CollectionOptions.ORDER)
          .filter(order -> order == Order.LOG)
          .ifPresent(
              order ->
                  note(
                      collection.path("order"),
                      Optional.of("log"),
                      "positions of history and of live changes can't be compared, and there is a"
                          + " backfill",
                      "time, version, or no backfill"));
    }
  }

  /** Rows from the future, as of a clock in microseconds, would win over all that comes live. */
  private void timeIsNotAhead() {
    Duration ahead = job.get(AdmitOptions.BLOCK).get(AdmitOptions.MAX_AHEAD);
    Instant latest = Instant.now().plus(ahead);
    backfill
        .find(BackfillOptions.TS)
        .filter(ts -> ts > latest.toEpochMilli())
        .ifPresent(
            ts ->
                note(
                    backfill.path(BackfillOptions.TS.name()),
                    Optional.of(ts.toString()),
                    "milliseconds since the epoch, farther ahead than admit.max-ahead",
                    "0 to now and %s, %d".formatted(ahead, latest.toEpochMilli())));
  }

  private void note(String key, Optional<String> value, String what, String allowed) {
    problems.add(new Problem(key, value, what, Optional.of(allowed)));
  }
}
