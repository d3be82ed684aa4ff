package org.flinkvectorindex.jobs.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.operators.collection.Order;

/** What must hold between the keys of one collection, configured or created. */
final class CollectionRules {
  private final Values collection;
  private final List<Problem> problems;

  private CollectionRules(Values collection, List<Problem> problems) {
    this.collection = collection;
    this.problems = problems;
  }

  /**
   * @param topics that vectors are read from
   */
  static void check(Values collection, int topics, List<Problem> problems) {
    CollectionRules rules = new CollectionRules(collection, problems);
    rules.logOrderHasOneTopic(topics);
    rules.graphIsWideEnough();
    rules.bitsAreOfRabitq();
    rules.codebooksAreOfLists();
  }

  /** Positions of different topics or sources can't be compared. */
  private void logOrderHasOneTopic(int topics) {
    if (topics <= 1) {
      return;
    }
    collection
        .find(CollectionOptions.ORDER)
        .filter(order -> order == Order.LOG)
        .ifPresent(
            order ->
                note(
                    collection.path("order"),
                    "log",
                    "positions of several topics can't be compared, and vectors are read from "
                        + topics,
                    "time, version, or one vector source of one topic"));
  }

  private void graphIsWideEnough() {
    Optional<Values> index = collection.find(IndexOptions.BLOCK);
    int m = index.flatMap(values -> values.find(IndexOptions.M)).orElse(0);
    index
        .flatMap(values -> values.find(IndexOptions.EF_CONSTRUCTION))
        .filter(ef -> ef < m)
        .ifPresent(
            ef ->
                note(
                    index.get().path("ef-construction"),
                    ef.toString(),
                    "less than m, which is " + m,
                    "m to 4096"));
  }

  private void bitsAreOfRabitq() {
    Optional<Values> quantizer = collection.find(QuantizerOptions.BLOCK);
    quantizer
        .flatMap(values -> values.find(QuantizerOptions.BITS))
        .filter(
            bits ->
                quantizer
                    .flatMap(values -> values.find(QuantizerOptions.TYPE))
                    .filter(type -> type != Quantizer.Kind.RABITQ)
                    .isPresent())
        .ifPresent(
            bits ->
                note(
                    quantizer.get().path("bits"),
                    bits.toString(),
                    "the quantizer is not rabitq",
                    "nothing, or type rabitq"));
  }

  /** Codebooks change list by list. */
  private void codebooksAreOfLists() {
    Optional<Values> quantizer = collection.find(QuantizerOptions.BLOCK);
    if (quantizer.flatMap(values -> values.find(QuantizerOptions.TYPE)).orElse(Quantizer.Kind.NONE)
        != Quantizer.Kind.PQ) {
      return;
    }
    collection
        .find(IndexOptions.BLOCK)
        .flatMap(values -> values.find(IndexOptions.TYPE))
        .filter(type -> type != Structure.Kind.IVF)
        .ifPresent(
            type ->
                note(
                    quantizer.get().path("type"),
                    "pq",
                    "its codebooks change list by list, and index.type is "
                        + type.name().toLowerCase(Locale.ROOT),
                    "none, sq8, rabitq, or index.type ivf"));
  }

  private void note(String key, String value, String what, String allowed) {
    problems.add(new Problem(key, Optional.of(value), what, Optional.of(allowed)));
  }
}
