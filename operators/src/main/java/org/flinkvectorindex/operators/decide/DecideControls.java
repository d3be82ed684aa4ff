package org.flinkvectorindex.operators.decide;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.admit.AdmitMutations;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Directory;
import org.flinkvectorindex.operators.collection.DirectoryFormat;
import org.flinkvectorindex.operators.collection.Order;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where control records are decided on, at parallelism 1, so that they have one order
 * and a bad one becomes one dead letter. What comes out is the whole directory after each change.
 */
public final class DecideControls extends ProcessFunction<Decoded<Control>, Directory>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(DecideControls.class);

  static final ListStateDescriptor<Directory> DECIDED =
      new ListStateDescriptor<>("decided", RecordSerializer.checked(DirectoryFormat.INSTANCE));

  private final Catalog configured;
  private final int topics;
  private transient ListState<Directory> state;
  private transient volatile Directory directory;
  private transient Rules rules;
  private transient MetricGroup group;
  private transient Counter applied;
  private transient Counter refused;
  private transient Set<List<String>> shown;

  /**
   * @param topics that vectors are read from, history included
   */
  public DecideControls(Catalog configured, int topics) {
    this.configured = configured;
    this.topics = topics;
  }

  /** All state. */
  public static List<StateDescriptor<?, ?>> descriptors() {
    return List.of(DECIDED);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state = context.getOperatorStateStore().getListState(DECIDED);
    directory = Directory.EMPTY;
    for (Directory each : state.get()) {
      directory = each;
    }
    Catalog all = configured.with(directory);
    requireNamesOfTheirOwn(all);
    requireOneTopic(all);
  }

  /**
   * Changes of such a name would go to the collection, and queries to what the alias stands for.
   */
  private void requireNamesOfTheirOwn(Catalog all) {
    directory
        .aliases()
        .forEach(
            (alias, collection) -> {
              if (all.find(alias).isPresent()) {
                throw new IllegalStateException(
                    ("the configuration names a collection %s, and queries of that name go to %s, of"
                            + " which it is an alias. Give the collection another name; or start"
                            + " without it, take the alias away (unalias %s), and configure it then")
                        .formatted(alias, collection, alias));
              }
            });
  }

  /**
   * What was checked when it was created may have changed; configured ones are checked by others.
   */
  private void requireOneTopic(Catalog all) {
    for (Catalog.Entry entry : all.entries()) {
      if (topics > 1 && entry.isCreated() && entry.spec().order() == Order.LOG) {
        throw new IllegalStateException(
            ("order of %s, which a control record created, is log: positions of several topics can't"
                    + " be compared, and vectors are read from %d, history included. Read them from"
                    + " one topic and no backfill; or start so, drop the collection, and create"
                    + " another with order time or version")
                .formatted(entry.spec().name(), topics));
      }
    }
  }

  @Override
  public void open(OpenContext context) {
    rules = new Rules(configured);
    group = getRuntimeContext().getMetricGroup();
    applied = StageMetric.CONTROLS_APPLIED.counter(group);
    refused = StageMetric.CONTROLS_REFUSED.counter(group);
    StageMetric.DIRECTORY_CHANGES.gauge(group, () -> directory.changes());
    StageMetric.CREATED_COLLECTIONS.gauge(group, () -> directory.created().size());
    StageMetric.DROPPED_COLLECTIONS.gauge(group, () -> directory.dropped().size());
    shown = new HashSet<>();
    show();
  }

  @Override
  public void processElement(Decoded<Control> decoded, Context context, Collector<Directory> out) {
    if (decoded instanceof Decoded.Accepted<Control> accepted) {
      Rules.Decision decision = rules.decide(accepted.record(), directory);
      if (decision instanceof Rules.Applied change) {
        directory = change.directory();
        applied.inc();
        show();
        LOG.info("Applied {}.", accepted.record());
        out.collect(directory);
      } else if (decision instanceof Rules.Refused because) {
        refuse(DeadLetter.of(Reason.BAD_CONTROL, because.detail(), accepted.raw()), context);
      }
    } else if (decoded instanceof Decoded.Rejected<Control> dead) {
      refuse(dead.letter(), context);
    } else if (decoded instanceof Decoded.Refused<Control> dead) {
      refuse(dead.letter(), context);
    }
  }

  private void refuse(DeadLetter letter, Context context) {
    refused.inc();
    LOG.warn("Refused a control record: {}", letter.detail());
    context.output(AdmitMutations.DEAD_LETTERS, letter);
  }

  /** A gauge for each collection, and for each that an alias stood for since the task runs. */
  private void show() {
    directory.created().keySet().forEach(this::show);
    directory.dropped().keySet().forEach(this::show);
    directory
        .aliases()
        .forEach(
            (alias, collection) -> {
              if (shown.add(List.of(alias, collection))) {
                StageMetric.SERVES.gauge(
                    group
                        .addGroup(StageMetric.ALIAS, alias)
                        .addGroup(StageMetric.COLLECTION, collection),
                    () -> collection.equals(directory.aliases().get(alias)) ? 1 : 0);
              }
            });
  }

  private void show(String collection) {
    if (shown.add(List.of(collection))) {
      StageMetric.EXISTS.gauge(
          group.addGroup(StageMetric.COLLECTION, collection),
          () -> directory.dropped().containsKey(collection) ? 0 : 1);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(List.of(directory));
  }
}
