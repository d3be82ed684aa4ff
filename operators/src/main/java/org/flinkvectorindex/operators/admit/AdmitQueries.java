package org.flinkvectorindex.operators.admit;

import java.time.Clock;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.connectors.serde.ResultFormat;
import org.flinkvectorindex.operators.collection.Catalog;

/** Admits queries to the collections of the configuration: see {@link QueryGate}. */
public final class AdmitQueries extends ProcessFunction<Decoded<Query>, AdmittedQuery>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;

  /** Queries that are not answered, and why: the same tag as that of mutations. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS = AdmitMutations.DEAD_LETTERS;

  /** What whoever asked is told. */
  public static final OutputTag<Result> REFUSALS =
      new OutputTag<>("refusals", new RecordTypeInfo<>(ResultFormat.INSTANCE));

  private final Catalog catalog;
  private final Clock clock;
  private transient QueryGate gate;

  /**
   * @param clock serializable, as Java's own clocks are
   */
  public AdmitQueries(Catalog catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    Followed.forget(context.getOperatorStateStore());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {}

  @Override
  public void open(OpenContext context) {
    gate = new QueryGate(clock, getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(
      Decoded<Query> decoded, Context context, Collector<AdmittedQuery> out) {
    gate.pass(decoded, catalog, context::output, out);
  }
}
