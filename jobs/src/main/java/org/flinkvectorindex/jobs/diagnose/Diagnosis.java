package org.flinkvectorindex.jobs.diagnose;

import static java.util.Locale.ROOT;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flinkvectorindex.connectors.metric.ConnectorMetric;
import org.flinkvectorindex.jobs.metrics.FlinkMetric;
import org.flinkvectorindex.operators.StageMetric;

/**
 * Which stage limits a job. Of each stage, the share of the time that its busiest subtask is taken
 * up by it; the greatest share limits the job, where it is most of the time. Of equal ones it is
 * the one further down the stream: Flink accounts for a wait for room downstream only every five
 * seconds, and until then calls it busy. A task that does two things and is always busy is limited
 * by the one that takes longer.
 *
 * @param limit empty where the job keeps up
 */
record Diagnosis(String job, double seconds, Optional<Limit> limit, Map<Limit, Figure> figures) {
  /** A stage that takes less of the time could do more. */
  static final double LIMITING = 0.7;

  /** Shares within this are taken for equal. */
  private static final double SAME = 0.05;

  /**
   * @param share of the time, 0 to 1
   * @param text what was measured
   */
  record Figure(double share, String text) {}

  static Diagnosis of(Change change) {
    Map<Limit, Figure> figures = new EnumMap<>(Limit.class);
    sources(change, figures);
    shards(change, figures);
    redis(change, figures);
    checkpoint(change.after().checkpoints(), figures);
    others(change, figures);
    Optional<Limit> limit =
        figures.entrySet().stream()
            .filter(figure -> figure.getValue().share() >= LIMITING)
            .max(
                Comparator.<Map.Entry<Limit, Figure>>comparingLong(
                        figure -> Math.round(figure.getValue().share() / SAME))
                    .thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey);
    return new Diagnosis(change.after().job(), change.seconds(), limit, figures);
  }

  private static void sources(Change change, Map<Limit, Figure> figures) {
    List<Change.Subtask> sources = change.sources();
    String decode = ConnectorMetric.DECODE_NANOS.key();
    double records = Change.rate(sources, StageMetric.ADMITTED.key());
    double pending = Change.now(sources, FlinkMetric.PENDING_RECORDS.key());
    double idle =
        sources.stream()
            .filter(Change.Subtask::behind)
            .mapToDouble(Change.Subtask::idle)
            .max()
            .orElse(0);
    figures.put(
        Limit.SOURCE,
        new Figure(idle, "%,.0f records/s, %,.0f wait in the topics".formatted(records, pending)));
    Optional<Change.Subtask> hottest = Change.hottest(sources);
    double busy = hottest.map(Change.Subtask::busy).orElse(0.0);
    double decoding = hottest.map(each -> each.share(decode)).orElse(0.0);
    split(busy, Limit.DECODE, decoding, Limit.ADMIT, Math.max(0, busy - decoding))
        .forEach(
            (limit, share) ->
                figures.put(
                    limit,
                    new Figure(
                        share,
                        limit == Limit.DECODE
                            ? "%,.1f µs a record"
                                .formatted(each(Change.rate(sources, decode), records))
                            : "a task of it is held back %.0f %% of the time"
                                .formatted(100 * held(sources)))));
  }

  private static void shards(Change change, Map<Limit, Figure> figures) {
    List<Change.Subtask> shards = change.shards();
    String inserting = StageMetric.INSERT_NANOS.key();
    String searching = StageMetric.SEARCH_NANOS.key();
    Optional<Change.Subtask> hottest = Change.hottest(shards);
    double changes =
        List.of(
                StageMetric.INSERTS,
                StageMetric.UPDATES,
                StageMetric.DELETES,
                StageMetric.REFUSED_STALE,
                StageMetric.REFUSED_TOO_LATE)
            .stream()
            .mapToDouble(metric -> Change.rate(shards, metric.key()))
            .sum();
    double searches = Change.rate(shards, StageMetric.SEARCHES.key());
    double distances = Change.rate(shards, StageMetric.DISTANCES.key());
    split(
            hottest.map(Change.Subtask::busy).orElse(0.0),
            Limit.INSERT,
            hottest.map(each -> each.share(inserting)).orElse(0.0),
            Limit.SEARCH,
            hottest.map(each -> each.share(searching)).orElse(0.0))
        .forEach(
            (limit, share) ->
                figures.put(
                    limit,
                    new Figure(
                        share,
                        limit == Limit.INSERT
                            ? "%,.0f changes/s, %,.1f µs each"
                                .formatted(changes, each(Change.rate(shards, inserting), changes))
                            : "%,.0f searches of shards/s, %,.1f µs and %,.0f distances each"
                                .formatted(
                                    searches,
                                    each(Change.rate(shards, searching), searches),
                                    searches == 0 ? 0 : distances / searches))));
  }

  private static void redis(Change change, Map<Limit, Figure> figures) {
    List<Change.Subtask> writers = change.redis();
    figures.put(
        Limit.REDIS,
        new Figure(
            Change.hottest(writers).map(Change.Subtask::busy).orElse(0.0),
            "%,.0f writes/s, %,.0f tried again/s, %,.0f in flight"
                .formatted(
                    Change.rate(writers, ConnectorMetric.REDIS_WRITES.key()),
                    Change.rate(writers, ConnectorMetric.REDIS_RETRIES.key()),
                    Change.now(writers, ConnectorMetric.REDIS_IN_FLIGHT.key()))));
  }

  private static void checkpoint(Sample.Checkpoints last, Map<Limit, Figure> figures) {
    double every = Math.max(last.intervalMillis(), last.durationMillis());
    figures.put(
        Limit.CHECKPOINT,
        new Figure(
            every == 0 ? 0 : Math.min(1, last.syncMillis() / every),
            "every %,.0f ms, the last took %,.0f ms, a task stood still %,.0f ms; %d failed of %d"
                .formatted(
                    last.intervalMillis(),
                    last.durationMillis(),
                    last.syncMillis(),
                    last.failed(),
                    last.failed() + last.completed())));
  }

  private static void others(Change change, Map<Limit, Figure> figures) {
    Change.hottest(change.others())
        .ifPresent(
            hottest -> figures.put(Limit.OTHER, new Figure(hottest.busy(), hottest.task().name())));
  }

  /** A task that is always busy is limited by what it does most. */
  private static Map<Limit, Double> split(
      double busy, Limit one, double shareOfOne, Limit other, double shareOfOther) {
    boolean saturated = busy >= LIMITING;
    boolean oneIsGreater = shareOfOne >= shareOfOther;
    Map<Limit, Double> shares = new EnumMap<>(Limit.class);
    shares.put(one, saturated && oneIsGreater ? busy : Math.min(shareOfOne, busy));
    shares.put(other, saturated && !oneIsGreater ? busy : Math.min(shareOfOther, busy));
    return shares;
  }

  private static double held(List<Change.Subtask> subtasks) {
    return subtasks.stream().mapToDouble(Change.Subtask::held).max().orElse(0);
  }

  private static double each(double nanosASecond, double aSecond) {
    return aSecond == 0 ? 0 : nanosASecond / aSecond / 1_000;
  }

  /** For people. */
  String text() {
    StringBuilder text =
        new StringBuilder("%s, over %.0f s%n%n".formatted(job, seconds))
            .append("stage       busy   figures%n".formatted());
    figures.forEach(
        (stage, figure) ->
            text.append(
                "%-10s %4.0f %%   %s%n"
                    .formatted(stage.title(), 100 * figure.share(), figure.text())));
    if (limit.isEmpty()) {
      return text.append("%nNothing limits the job: it keeps up.%n".formatted()).toString();
    }
    text.append("%n%s limits the job. %s%n".formatted(limit.get().title(), limit.get().meaning()));
    text.append("What helps:%n".formatted());
    limit.get().changes().forEach(change -> text.append("  - %s%n".formatted(change)));
    return text.toString();
  }

  /** For programs: one line. */
  String json() {
    StringBuilder json =
        new StringBuilder(
            "{\"op\":\"diagnose\",\"limit\":\"%s\",\"seconds\":%s"
                .formatted(
                    limit.map(Limit::title).orElse("none").toLowerCase(ROOT),
                    "%.1f".formatted(seconds)));
    figures.forEach(
        (stage, figure) ->
            json.append(
                ",\"%s\":%s"
                    .formatted(stage.title().toLowerCase(ROOT), "%.3f".formatted(figure.share()))));
    return json.append('}').toString();
  }
}
