package org.flinkvectorindex.operators.admit;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.serde.DeadLetterFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;

/**
 * Checks each mutation against its collection and gives it its place in that collection's order.
 * What doesn't fit becomes a dead letter; nothing is thrown.
 */
public final class AdmitMutations extends ProcessFunction<Decoded<Mutation>, Operation> {
  private static final long serialVersionUID = 1L;

  /** Mutations that are not applied, and why. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", new RecordTypeInfo<>(DeadLetterFormat.INSTANCE));

  /** The same, for windows. */
  public static final OutputTag<Refusal> REFUSALS =
      new OutputTag<>("refusals", new RecordTypeInfo<>(RefusalFormat.INSTANCE));

  private final Catalog catalog;
  private transient Counter admitted;
  private transient Rejections rejections;
  private transient Counter unknownFields;

  public AdmitMutations(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void open(OpenContext context) {
    admitted = StageMetric.ADMITTED.counter(getRuntimeContext().getMetricGroup());
    rejections = new Rejections(getRuntimeContext().getMetricGroup());
    unknownFields = StageMetric.UNKNOWN_FIELDS.counter(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(Decoded<Mutation> decoded, Context context, Collector<Operation> out) {
    if (decoded instanceof Decoded.Accepted<Mutation> accepted) {
      unknownFields.inc(accepted.unknownFields());
      admit(accepted.record(), accepted.raw(), context, out);
    } else if (decoded instanceof Decoded.Rejected<Mutation> dead) {
      reject(Optional.empty(), dead.letter(), context);
    } else if (decoded instanceof Decoded.Refused<Mutation> dead) {
      reject(Optional.empty(), dead.letter(), context);
    }
  }

  private void admit(Mutation mutation, RawRecord raw, Context context, Collector<Operation> out) {
    Optional<Catalog.Entry> entry = catalog.find(mutation.collection());
    if (entry.isEmpty()) {
      String detail = "no collection " + mutation.collection();
      reject(Optional.empty(), DeadLetter.of(Reason.UNKNOWN_COLLECTION, detail, raw), context);
      return;
    }
    CollectionSpec spec = entry.get().spec();
    if (spec.order() == Order.VERSION && mutation.version().isEmpty()) {
      String detail = "version is missing: " + spec.name() + " is ordered by it";
      reject(Optional.of(spec), DeadLetter.of(Reason.MISSING_FIELD, detail, raw), context);
      return;
    }
    OrderKey order = order(mutation, spec.order());
    if (mutation instanceof Mutation.Upsert upsert) {
      Optional<Fit.Misfit> misfit = Fit.check(upsert.vector(), spec.index());
      if (misfit.isPresent()) {
        reject(
            Optional.of(spec),
            DeadLetter.of(misfit.get().reason(), misfit.get().detail(), raw),
            context);
        return;
      }
      out.collect(
          new Operation.Put(
              spec.name(),
              upsert.id(),
              order,
              upsert.ts(),
              expiry(upsert),
              upsert.attributes(),
              upsert.vector()));
    } else if (mutation instanceof Mutation.Delete delete) {
      out.collect(new Operation.Remove(spec.name(), delete.id(), order, delete.ts()));
    }
    admitted.inc();
  }

  private static OrderKey order(Mutation mutation, Order order) {
    return Place.order(
        switch (order) {
          case LOG -> mutation.origin().position();
          case TIME -> mutation.ts();
          case VERSION -> mutation.version().orElseThrow();
        },
        mutation.origin());
  }

  /** Beyond the end of time is never. */
  private static OptionalLong expiry(Mutation.Upsert upsert) {
    if (upsert.ttl().isEmpty()) {
      return OptionalLong.empty();
    }
    long ttl = upsert.ttl().get().toMillis();
    return upsert.ts() > Long.MAX_VALUE - 1 - ttl
        ? OptionalLong.empty()
        : OptionalLong.of(upsert.ts() + ttl);
  }

  private void reject(Optional<CollectionSpec> collection, DeadLetter letter, Context context) {
    rejections.count(collection, letter.reason());
    context.output(DEAD_LETTERS, letter);
    context.output(
        REFUSALS,
        new Refusal(
            collection.or(catalog::only).map(CollectionSpec::name).orElse(""),
            letter.reason().name(),
            letter.ts()));
  }
}
