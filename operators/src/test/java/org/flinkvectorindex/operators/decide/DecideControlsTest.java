package org.flinkvectorindex.operators.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.flinkvectorindex.operators.Samples.accepted;
import static org.flinkvectorindex.operators.Samples.at;
import static org.flinkvectorindex.operators.Samples.catalog;
import static org.flinkvectorindex.operators.Samples.collection;
import static org.flinkvectorindex.operators.Samples.raw;
import static org.flinkvectorindex.operators.Samples.words;

import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.SavepointBytes;
import org.flinkvectorindex.operators.admit.AdmitMutations;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Directory;
import org.flinkvectorindex.operators.collection.DirectoryFormat;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;

class DecideControlsTest {

  @Test
  void eachChangeIsTheWholeDirectory() throws Exception {
    try (var decide = start()) {
      decide.open();
      tell(decide, new Control.Alias("a", "words"), new Control.Alias("b", "words"));
      assertThat(decide.extractOutputValues())
          .extracting(Directory::changes, each -> each.aliases().size())
          .containsExactly(tuple(1L, 1), tuple(2L, 2));
    }
  }

  @Test
  void whatWasDecidedIsInState() throws Exception {
    OperatorSubtaskState state;
    try (var decide = start()) {
      decide.open();
      tell(decide, new Control.Alias("a", "words"));
      state = decide.snapshot(1, 1);
    }
    try (var decide = start()) {
      decide.initializeState(state);
      decide.open();
      tell(decide, new Control.Alias("a", "words"), new Control.Unalias("a"));
      assertThat(decide.extractOutputValues()).extracting(Directory::changes).containsExactly(2L);
    }
  }

  @Test
  void aCollectionIsNotConfiguredUnderTheNameOfAnAlias() throws Exception {
    OperatorSubtaskState state;
    try (var decide = start()) {
      decide.open();
      tell(decide, new Control.Alias("birds", "words"));
      state = decide.snapshot(1, 1);
    }
    CollectionSpec words = collection("words", 4, Order.TIME, Metric.L2);
    CollectionSpec birds = collection("birds", 4, Order.TIME, Metric.L2);
    try (var decide = start(catalog(words, birds))) {
      assertThatThrownBy(() -> decide.initializeState(state))
          .hasStackTraceContaining(
              "the configuration names a collection birds, and queries of that name go to words, of"
                  + " which it is an alias. Give the collection another name; or start without it,"
                  + " take the alias away (unalias birds), and configure it then");
    }
  }

  /** The configuration goes on to name it, and there is no such collection. */
  @Test
  void theNameOfADroppedCollectionMayBeAnAlias() throws Exception {
    CollectionSpec words = collection("words", 4, Order.TIME, Metric.L2);
    CollectionSpec birds = collection("birds", 4, Order.TIME, Metric.L2);
    OperatorSubtaskState state;
    try (var decide = start(catalog(words, birds))) {
      decide.open();
      tell(decide, new Control.Drop("birds"), new Control.Alias("birds", "words"));
      assertThat(decide.extractOutputValues()).hasSize(2);
      state = decide.snapshot(1, 1);
    }
    try (var decide = start(catalog(words, birds))) {
      decide.initializeState(state);
      decide.open();
    }
  }

  /** Positions of another topic, or of history, would win over newer changes. */
  @Test
  void anotherTopicIsRefusedWhereACreatedCollectionIsOrderedByTheLog() throws Exception {
    CollectionSpec birds = collection("birds", 4, Order.LOG, Metric.L2);
    CollectionSpec fish = collection("fish", 4, Order.TIME, Metric.L2);
    OperatorSubtaskState both;
    OperatorSubtaskState dropped;
    try (var decide = start()) {
      decide.open();
      tell(decide, new Control.Create(birds), new Control.Create(fish));
      both = decide.snapshot(1, 1);
      tell(decide, new Control.Drop("birds"));
      dropped = decide.snapshot(2, 2);
    }
    try (var decide = start(words(4, Order.TIME), 2)) {
      assertThatThrownBy(() -> decide.initializeState(both))
          .hasStackTraceContaining(
              "order of birds, which a control record created, is log: positions of several topics"
                  + " can't be compared, and vectors are read from 2, history included. Read them from"
                  + " one topic and no backfill; or start so, drop the collection, and create another"
                  + " with order time or version");
    }
    try (var decide = start()) {
      decide.initializeState(both);
    }
    try (var decide = start(words(4, Order.TIME), 2)) {
      decide.initializeState(dropped);
    }
    // What the configuration says of it now holds, and was checked when that was read.
    CollectionSpec taken = collection("birds", 4, Order.TIME, Metric.L2);
    try (var decide = start(catalog(taken), 2)) {
      decide.initializeState(both);
    }
  }

  @Test
  void whatContradictsIsADeadLetter() throws Exception {
    try (var decide = start()) {
      decide.open();
      DeadLetter undecodable = DeadLetter.of(Reason.MALFORMED, "no JSON", raw(at(1)));
      decide.processElement(new StreamRecord<>(new Decoded.Rejected<>(undecodable)));
      tell(decide, new Control.Drop("birds"));
      assertThat(decide.extractOutputValues()).isEmpty();
      assertThat(decide.getSideOutput(AdmitMutations.DEAD_LETTERS))
          .extracting(each -> each.getValue().reason(), each -> each.getValue().detail())
          .containsExactly(
              tuple(Reason.MALFORMED, "no JSON"),
              tuple(
                  Reason.BAD_CONTROL,
                  "collection is birds: there is no such collection; allowed: words"));
    }
  }

  @Test
  void aFlippedByteOfWhatWasDecidedIsRefused() throws Exception {
    SavepointBytes savepoint;
    try (var decide = start()) {
      decide.open();
      tell(decide, new Control.Create(collection("birds", 2, Order.TIME, Metric.L2)));
      savepoint = SavepointBytes.of(decide.getOperator());
    }
    try (var decide = start()) {
      int at = savepoint.at("birds".getBytes());
      for (int in : new int[] {0, 8, 30}) {
        assertThatThrownBy(() -> decide.initializeState(savepoint.flipped(at + in).state()))
            .hasStackTraceContaining("Directory was written with checksum ");
      }
    }
  }

  private static void tell(
      OneInputStreamOperatorTestHarness<Decoded<Control>, Directory> decide, Control... controls)
      throws Exception {
    for (Control control : List.of(controls)) {
      decide.processElement(new StreamRecord<>(accepted(control, at(1))));
    }
  }

  private static OneInputStreamOperatorTestHarness<Decoded<Control>, Directory> start()
      throws Exception {
    return start(words(4, Order.TIME));
  }

  private static OneInputStreamOperatorTestHarness<Decoded<Control>, Directory> start(
      Catalog catalog) throws Exception {
    return start(catalog, 1);
  }

  private static OneInputStreamOperatorTestHarness<Decoded<Control>, Directory> start(
      Catalog catalog, int topics) throws Exception {
    var decide =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new DecideControls(catalog, topics)));
    decide.setup(new RecordSerializer<>(DirectoryFormat.INSTANCE));
    return decide;
  }
}
