package org.flinkvectorindex.operators.admit;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Code;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;

/**
 * Checks each query against the collection that it names, or that its alias stands for. One that
 * can't be served becomes a dead letter and, as it has an id, an error result; nothing is thrown.
 */
final class QueryGate {
  private final Clock clock;
  private final Counter admitted;
  private final Rejections rejections;
  private final Trials trials;

  QueryGate(Clock clock, MetricGroup group) {
    this.clock = clock;
    admitted = StageMetric.ADMITTED.counter(group);
    rejections = new Rejections(group);
    trials = new Trials();
  }

  void pass(Decoded<Query> decoded, Catalog catalog, Aside aside, Collector<AdmittedQuery> out) {
    if (decoded instanceof Decoded.Accepted<Query> accepted) {
      admit(accepted.record(), accepted.raw(), catalog, aside, out);
    } else if (decoded instanceof Decoded.Rejected<Query> dead) {
      reject(Optional.empty(), dead.letter(), aside);
    } else if (decoded instanceof Decoded.Refused<Query> dead) {
      aside.output(AdmitQueries.REFUSALS, dead.answer());
      reject(Optional.empty(), dead.letter(), aside);
    }
  }

  private void admit(
      Query query, RawRecord raw, Catalog catalog, Aside aside, Collector<AdmittedQuery> out) {
    Optional<Catalog.Entry> entry = catalog.resolve(query.collection());
    if (entry.isEmpty()) {
      String detail = "no collection " + query.collection();
      refuse(query, Code.UNKNOWN_COLLECTION, detail, aside);
      reject(Optional.empty(), DeadLetter.of(Reason.UNKNOWN_COLLECTION, detail, raw), aside);
      return;
    }
    Optional<Fit.Misfit> misfit =
        query.target() instanceof Query.Target.Nearest nearest
            ? Fit.check(nearest.vector(), entry.get().spec().index())
            : Optional.empty();
    if (misfit.isPresent()) {
      boolean dimension = misfit.get().reason() == Reason.DIMENSION_MISMATCH;
      String detail = misfit.get().detail();
      refuse(query, dimension ? Code.DIMENSION_MISMATCH : Code.BAD_QUERY, detail, aside);
      Reason reason = dimension ? Reason.DIMENSION_MISMATCH : Reason.BAD_QUERY;
      reject(Optional.of(entry.get().spec()), DeadLetter.of(reason, detail, raw), aside);
      return;
    }
    admitted.inc();
    out.collect(admitted(query, entry.get()));
  }

  private AdmittedQuery admitted(Query query, Catalog.Entry entry) {
    Instant now = clock.instant();
    String collection = entry.spec().name();
    boolean byName = query.collection().equals(collection);
    return new AdmittedQuery(
        Place.key(query.origin()),
        query,
        shards(query, entry),
        ChronoUnit.MICROS.between(Instant.EPOCH, now),
        collection,
        entry.created(),
        entry.isCreated() && byName && trials.take(now.toEpochMilli()));
  }

  private static int shards(Query query, Catalog.Entry entry) {
    return query.target() instanceof Query.Target.ByIds byIds
        ? (int) byIds.ids().stream().mapToInt(entry.keys()::shardOf).distinct().count()
        : entry.spec().shards();
  }

  private static void refuse(Query query, Code code, String detail, Aside aside) {
    aside.output(AdmitQueries.REFUSALS, new Result.Failed(query.queryId(), code, detail));
  }

  private void reject(Optional<CollectionSpec> collection, DeadLetter letter, Aside aside) {
    rejections.count(collection, letter.reason());
    aside.output(AdmitQueries.DEAD_LETTERS, letter);
  }
}
