package org.flinkvectorindex.operators.admit;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Code;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.connectors.serde.ResultFormat;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;

/**
 * Checks each query against its collection. One that can't be served becomes a dead letter and, as
 * it has an id, an error result; nothing is thrown.
 */
public final class AdmitQueries extends ProcessFunction<Decoded<Query>, AdmittedQuery> {
  private static final long serialVersionUID = 1L;

  /** Queries that are not answered, and why: the same tag as that of mutations. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS = AdmitMutations.DEAD_LETTERS;

  /** What whoever asked is told. */
  public static final OutputTag<Result> REFUSALS =
      new OutputTag<>("refusals", new RecordTypeInfo<>(ResultFormat.INSTANCE));

  private final Catalog catalog;
  private final Clock clock;
  private transient Counter admitted;
  private transient Rejections rejections;

  /**
   * @param clock serializable, as Java's own clocks are
   */
  public AdmitQueries(Catalog catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public void open(OpenContext context) {
    admitted = StageMetric.ADMITTED.counter(getRuntimeContext().getMetricGroup());
    rejections = new Rejections(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(
      Decoded<Query> decoded, Context context, Collector<AdmittedQuery> out) {
    if (decoded instanceof Decoded.Accepted<Query> accepted) {
      admit(accepted.record(), accepted.raw(), context, out);
    } else if (decoded instanceof Decoded.Rejected<Query> dead) {
      reject(Optional.empty(), dead.letter(), context);
    } else if (decoded instanceof Decoded.Refused<Query> dead) {
      context.output(REFUSALS, dead.answer());
      reject(Optional.empty(), dead.letter(), context);
    }
  }

  private void admit(Query query, RawRecord raw, Context context, Collector<AdmittedQuery> out) {
    Optional<Catalog.Entry> entry = catalog.find(query.collection());
    if (entry.isEmpty()) {
      String detail = "no collection " + query.collection();
      refuse(query, Code.UNKNOWN_COLLECTION, detail, context);
      reject(Optional.empty(), DeadLetter.of(Reason.UNKNOWN_COLLECTION, detail, raw), context);
      return;
    }
    Optional<Fit.Misfit> misfit =
        query.target() instanceof Query.Target.Nearest nearest
            ? Fit.check(nearest.vector(), entry.get().spec().index())
            : Optional.empty();
    if (misfit.isPresent()) {
      boolean dimension = misfit.get().reason() == Reason.DIMENSION_MISMATCH;
      String detail = misfit.get().detail();
      refuse(query, dimension ? Code.DIMENSION_MISMATCH : Code.BAD_QUERY, detail, context);
      Reason reason = dimension ? Reason.DIMENSION_MISMATCH : Reason.BAD_QUERY;
      reject(Optional.of(entry.get().spec()), DeadLetter.of(reason, detail, raw), context);
      return;
    }
    admitted.inc();
    out.collect(
        new AdmittedQuery(Place.key(query.origin()), query, shards(query, entry.get()), now()));
  }

  private static int shards(Query query, Catalog.Entry entry) {
    return query.target() instanceof Query.Target.ByIds byIds
        ? (int) byIds.ids().stream().mapToInt(entry.keys()::shardOf).distinct().count()
        : entry.spec().shards();
  }

  private long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  private static void refuse(Query query, Code code, String detail, Context context) {
    context.output(REFUSALS, new Result.Failed(query.queryId(), code, detail));
  }

  private void reject(Optional<CollectionSpec> collection, DeadLetter letter, Context context) {
    rejections.count(collection, letter.reason());
    context.output(DEAD_LETTERS, letter);
  }
}
