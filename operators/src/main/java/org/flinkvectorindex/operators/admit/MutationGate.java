package org.flinkvectorindex.operators.admit;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;

/**
 * Checks each mutation against its collection and gives it its place in that collection's order.
 * What doesn't fit becomes a dead letter; nothing is thrown.
 */
final class MutationGate {
  private final Counter admitted;
  private final Rejections rejections;
  private final Counter unknownFields;

  MutationGate(MetricGroup group) {
    admitted = StageMetric.ADMITTED.counter(group);
    rejections = new Rejections(group);
    unknownFields = StageMetric.UNKNOWN_FIELDS.counter(group);
  }

  void pass(Decoded<Mutation> decoded, Catalog catalog, Aside aside, Collector<Operation> out) {
    if (decoded instanceof Decoded.Accepted<Mutation> accepted) {
      unknownFields.inc(accepted.unknownFields());
      admit(accepted.record(), accepted.raw(), catalog, aside, out);
    } else if (decoded instanceof Decoded.Rejected<Mutation> dead) {
      reject(Optional.empty(), dead.letter(), catalog, aside);
    } else if (decoded instanceof Decoded.Refused<Mutation> dead) {
      reject(Optional.empty(), dead.letter(), catalog, aside);
    }
  }

  private void admit(
      Mutation mutation, RawRecord raw, Catalog catalog, Aside aside, Collector<Operation> out) {
    Optional<Catalog.Entry> entry = catalog.find(mutation.collection());
    if (entry.isEmpty()) {
      String detail =
          "no collection "
              + mutation.collection()
              + catalog
                  .aliased(mutation.collection())
                  .map(of -> " but an alias of " + of + ", which is for queries")
                  .orElse("");
      DeadLetter letter = DeadLetter.of(Reason.UNKNOWN_COLLECTION, detail, raw);
      reject(Optional.empty(), letter, catalog, aside);
      return;
    }
    CollectionSpec spec = entry.get().spec();
    if (spec.order() == Order.VERSION && mutation.version().isEmpty()) {
      String detail = "version is missing: " + spec.name() + " is ordered by it";
      DeadLetter letter = DeadLetter.of(Reason.MISSING_FIELD, detail, raw);
      reject(Optional.of(spec), letter, catalog, aside);
      return;
    }
    OrderKey order = order(mutation, spec.order());
    if (mutation instanceof Mutation.Upsert upsert) {
      Optional<Fit.Misfit> misfit = Fit.check(upsert.vector(), spec.index());
      if (misfit.isPresent()) {
        DeadLetter letter = DeadLetter.of(misfit.get().reason(), misfit.get().detail(), raw);
        reject(Optional.of(spec), letter, catalog, aside);
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
              upsert.vector(),
              entry.get().created()));
    } else if (mutation instanceof Mutation.Delete delete) {
      out.collect(
          new Operation.Remove(
              spec.name(), delete.id(), order, delete.ts(), entry.get().created()));
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

  private void reject(
      Optional<CollectionSpec> collection, DeadLetter letter, Catalog catalog, Aside aside) {
    rejections.count(collection, letter.reason());
    aside.output(AdmitMutations.DEAD_LETTERS, letter);
    aside.output(
        AdmitMutations.REFUSALS,
        new Refusal(
            collection.or(catalog::only).map(CollectionSpec::name).orElse(""),
            letter.reason().name(),
            letter.ts()));
  }
}
