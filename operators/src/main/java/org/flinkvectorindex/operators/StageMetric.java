package org.flinkvectorindex.operators;

import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * Every metric that the stages report, by the name that dashboards and alerts know it by: a name
 * never changes. Names and labels are those that a configuration gives; nothing that a record says
 * becomes one.
 *
 * <p>Counters count since the subtask started. Histograms are of the last {@value #KEPT} values.
 */
public enum StageMetric {
  HISTORY_READ(
      Kind.GAUGE,
      "history-read",
      List.of(),
      List.of(Stage.BACKFILL_PROGRESS),
      "Records of history that were read, also before a failure or an upgrade. There while history"
          + " is read."),
  HISTORY_TOTAL(
      Kind.GAUGE,
      "history-total",
      List.of(),
      List.of(Stage.BACKFILL_PROGRESS),
      "Records of history that there are, about; 0 where that is not known."),
  CONTROLS_APPLIED(
      Kind.COUNTER,
      "controls-applied",
      List.of(),
      List.of(Stage.DECIDE),
      "Control records that changed something."),
  CONTROLS_REFUSED(
      Kind.COUNTER,
      "controls-refused",
      List.of(),
      List.of(Stage.DECIDE),
      "Control records that became dead letters."),
  DIRECTORY_CHANGES(
      Kind.GAUGE,
      "directory-changes",
      List.of(),
      List.of(Stage.DECIDE, Stage.ADMIT_VECTORS, Stage.ADMIT_QUERIES),
      "Control records that changed something since the job has state: a stage has followed when it"
          + " has as many as the first."),
  CREATED_COLLECTIONS(
      Kind.GAUGE,
      "created-collections",
      List.of(),
      List.of(Stage.DECIDE),
      "Collections that control records created and did not drop."),
  DROPPED_COLLECTIONS(
      Kind.GAUGE,
      "dropped-collections",
      List.of(),
      List.of(Stage.DECIDE),
      "Collections that control records dropped."),
  EXISTS(
      Kind.GAUGE,
      "exists",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.DECIDE),
      "1 where a control record created the collection, 0 where one dropped it; there from then on."),
  SERVES(
      Kind.GAUGE,
      "serves",
      List.of(StageMetric.ALIAS, StageMetric.COLLECTION),
      List.of(Stage.DECIDE),
      "1 where the alias stands for the collection, 0 where it did before."),
  ADMITTED(
      Kind.COUNTER,
      "admitted",
      List.of(),
      List.of(Stage.ADMIT_VECTORS, Stage.ADMIT_QUERIES),
      "Changes or queries that fit a collection."),
  REJECTED(
      Kind.COUNTER,
      "rejected",
      List.of(),
      List.of(Stage.ADMIT_VECTORS, Stage.ADMIT_QUERIES),
      "Records that became dead letters, all together."),
  REJECTED_BY_REASON(
      Kind.COUNTER,
      "rejected",
      List.of(StageMetric.COLLECTION, StageMetric.REASON),
      List.of(Stage.ADMIT_VECTORS, Stage.ADMIT_QUERIES),
      "The same by reason; those of no collection are under `(none)`. There from the first one on."),
  UNKNOWN_FIELDS(
      Kind.COUNTER,
      "unknown-fields",
      List.of(),
      List.of(Stage.ADMIT_VECTORS),
      "Fields of changes that nobody knows, which are ignored."),
  BATCH_ROWS(
      Kind.HISTOGRAM,
      "batch-rows",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.BATCH),
      "Changes in a batch (`batch.max-rows`, `batch.max-bytes`)."),
  BATCH_WAIT(
      Kind.HISTOGRAM,
      "batch-wait-ms",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.BATCH),
      "Milliseconds that the first change of a batch waited for the others (`batch.max-wait`)."),
  FRESHNESS(
      Kind.HISTOGRAM,
      "freshness-ms",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Milliseconds from a batch's first change coming into the job until searches find it."),
  INSERTS(
      Kind.COUNTER,
      "inserts",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Vectors of new ids."),
  UPDATES(
      Kind.COUNTER,
      "updates",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Vectors that took the place of another."),
  DELETES(
      Kind.COUNTER,
      "deletes",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Deletes applied, also of ids that had no vector."),
  REFUSED_STALE(
      Kind.COUNTER,
      "refused-stale",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Changes that a later one of the same id had come before."),
  REFUSED_TOO_LATE(
      Kind.COUNTER,
      "refused-too-late",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Changes older than `tombstone.retention`."),
  INSERT_NANOS(
      Kind.COUNTER,
      "insert-nanos",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Nanoseconds spent on changes; a second a second is one busy core."),
  SEARCHES(
      Kind.COUNTER,
      "searches",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Searches of one shard: a query is one of each."),
  DISTANCES(
      Kind.COUNTER,
      "distances",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Distances that searches computed; by `searches`, what one costs."),
  SEARCH_NANOS(
      Kind.COUNTER,
      "search-nanos",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Nanoseconds spent on searches; a second a second is one busy core."),
  SEARCH_MICROS(
      Kind.HISTOGRAM,
      "search-us",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Microseconds of a search of one shard: a query's first stage, without waiting."),
  LIVE(
      Kind.GAUGE,
      "live",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Vectors that searches find."),
  ONE_BY_ONE(
      Kind.GAUGE,
      "one-by-one",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Those of them that each search of their shard compares with: all as long as it is flat, or"
          + " has no more than `exact-until`; 0 once a graph or lists have taken over."),
  DELETED(
      Kind.GAUGE,
      "deleted",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Places of deleted vectors in the index that are not used again yet."),
  TOMBSTONES(
      Kind.GAUGE,
      "tombstones",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Deletes that are remembered (`tombstone.retention`)."),
  HEAP_BYTES(
      Kind.GAUGE,
      "heap-bytes",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Bytes of the index on the heap."),
  NEWEST_TS(
      Kind.GAUGE,
      "newest-ts",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "The greatest event time applied, milliseconds since the epoch; 0 before the first change."),
  DROPPING(
      Kind.GAUGE,
      "dropping",
      List.of(),
      List.of(Stage.SHARD),
      "Shards of dropped collections that are still being removed from state and cache."),
  STRAYS(
      Kind.COUNTER,
      "strays",
      List.of(),
      List.of(Stage.SHARD),
      "Changes and queries passed over: on their way in the checkpoint that the job was started from,"
          + " to a collection that the configuration has no longer."),
  LOG_ENTRIES(
      Kind.GAUGE,
      "log-entries",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Entries of the graph's log in state, which a restore applies (`state.graph.lag`)."),
  SHARDS(
      Kind.GAUGE,
      "shards",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Shards that exist at the subtask."),
  REINSERTED(
      Kind.GAUGE,
      "reinserted",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Vectors that a restore inserted again: 0, as there is no such path."),
  RESTORE_PROGRESS(
      Kind.GAUGE,
      "restore-progress",
      List.of(),
      List.of(Stage.SHARD),
      "Share of the subtask's shards that are brought back, 0 to 1; 1 once it runs."),
  OVER_MEMORY_LIMIT(
      Kind.GAUGE,
      "over-memory-limit",
      List.of(),
      List.of(Stage.SHARD),
      "1 while the subtask's shards hold more than `state.memory.limit` and changes wait."),
  SIMD(
      Kind.GAUGE,
      "simd",
      List.of(),
      List.of(Stage.SHARD),
      "1 where distances are computed by SIMD, 0 without `--add-modules jdk.incubator.vector` or"
          + " where registers are narrower than 256 bits."),
  SHARD_ANSWER_MICROS(
      Kind.HISTOGRAM,
      "shard-answer-us",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.GATHER),
      "Microseconds from a query's admission until the answer of one shard is there: its second"
          + " stage, waiting for the shard and the way there and back included."),
  ANSWER_MICROS(
      Kind.HISTOGRAM,
      "answer-us",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.GATHER),
      "Microseconds from a query's admission until it is answered: the slowest shard, or the"
          + " deadline."),
  ANSWERED(
      Kind.COUNTER,
      "answered",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.GATHER),
      "Queries answered."),
  INCOMPLETE(
      Kind.COUNTER,
      "incomplete",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.GATHER),
      "Of these, without some shards (`search.timeout`)."),
  LATE(
      Kind.COUNTER,
      "late",
      List.of(),
      List.of(Stage.GATHER),
      "Answers of shards that came after their query was answered."),
  RECALL(
      Kind.GAUGE,
      "recall",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.RECALL),
      "Recall of the last 1,000 sampled queries of the subtask (`search.recall-sample`), 0 to 1."),
  RECALL_LOW(
      Kind.GAUGE,
      "recall-low",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.RECALL),
      "The lower end of its 95 % interval."),
  RECALL_HIGH(
      Kind.GAUGE,
      "recall-high",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.RECALL),
      "The upper end of its 95 % interval."),
  RECALL_SAMPLES(
      Kind.COUNTER,
      "recall-samples",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.RECALL),
      "Queries that were answered exactly as well: the weight of a subtask."),
  RECALL_SKIPPED(
      Kind.COUNTER,
      "recall-skipped",
      List.of(),
      List.of(Stage.SHARD),
      "Sampled queries that were left out, as they would have taken too much time."),
  EFFORT(
      Kind.GAUGE,
      "ef",
      List.of(StageMetric.COLLECTION),
      List.of(Stage.SHARD),
      "Search effort that holds `search.recall-target`, where that is set; there from the first query on."),
  DRIFT(
      Kind.GAUGE,
      "drift",
      List.of(StageMetric.COLLECTION, StageMetric.WINDOW),
      List.of(Stage.WINDOW),
      "How far the last window is from the reference; beyond 1 it is flagged."),
  DRIFT_FROM_PREVIOUS(
      Kind.GAUGE,
      "drift-from-previous",
      List.of(StageMetric.COLLECTION, StageMetric.WINDOW),
      List.of(Stage.WINDOW),
      "How far it is from the window before."),
  WINDOWS(
      Kind.COUNTER,
      "windows",
      List.of(StageMetric.COLLECTION, StageMetric.WINDOW),
      List.of(Stage.WINDOW),
      "Statistics given out, again for late records too."),
  WINDOW_LATE(
      Kind.COUNTER,
      "late",
      List.of(StageMetric.COLLECTION, StageMetric.WINDOW),
      List.of(Stage.WINDOW),
      "Records that came after their window and its `allowed-lateness`."),
  UNKNOWN_WINDOWS(
      Kind.COUNTER,
      "unknown-windows",
      List.of(),
      List.of(Stage.WINDOW),
      "Records of windows that the configuration has no longer.");

  /** Label: the name of a collection. */
  public static final String COLLECTION = "collection";

  /** Label: the name of an alias. */
  public static final String ALIAS = "alias";

  /** Label: the name of a window. */
  public static final String WINDOW = "window";

  /** Label: why a record was rejected. */
  public static final String REASON = "reason";

  /** What a metric is to Flink. */
  public enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  private static final int KEPT = 1_000;

  private final Kind kind;
  private final String key;
  private final List<String> labels;
  private final List<Stage> stages;
  private final String doc;

  StageMetric(Kind kind, String key, List<String> labels, List<Stage> stages, String doc) {
    this.kind = kind;
    this.key = key;
    this.labels = labels;
    this.stages = stages;
    this.doc = doc;
  }

  public Kind kind() {
    return kind;
  }

  /** Its name in Flink. */
  public String key() {
    return key;
  }

  /** Key-value groups that it is in, outermost first. */
  public List<String> labels() {
    return labels;
  }

  /** Those that report it. */
  public List<Stage> stages() {
    return stages;
  }

  public String doc() {
    return doc;
  }

  /**
   * @param group with this metric's labels, as for the other kinds
   */
  public Counter counter(MetricGroup group) {
    return group.counter(key);
  }

  public <N extends Number> void gauge(MetricGroup group, Gauge<N> value) {
    group.gauge(key, value);
  }

  /** A sum over what there is at the moment. */
  public <T> void sum(MetricGroup group, Iterable<T> parts, ToLongFunction<T> value) {
    group.gauge(
        key,
        () -> {
          long sum = 0;
          for (T part : parts) {
            sum += value.applyAsLong(part);
          }
          return sum;
        });
  }

  public Histogram histogram(MetricGroup group) {
    return group.histogram(key, new DescriptiveStatisticsHistogram(KEPT));
  }
}
