package org.flinkvectorindex.operators.admit;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.serde.DeadLetterFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.operators.collection.Catalog;

/** Admits mutations to the collections of the configuration: see {@link MutationGate}. */
public final class AdmitMutations extends ProcessFunction<Decoded<Mutation>, Operation>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;

  /** Mutations that are not applied, and why. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", new RecordTypeInfo<>(DeadLetterFormat.INSTANCE));

  /** The same, for windows. */
  public static final OutputTag<Refusal> REFUSALS =
      new OutputTag<>("refusals", new RecordTypeInfo<>(RefusalFormat.INSTANCE));

  private final Catalog catalog;
  private transient MutationGate gate;

  public AdmitMutations(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    Followed.forget(context.getOperatorStateStore());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {}

  @Override
  public void open(OpenContext context) {
    gate = new MutationGate(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(Decoded<Mutation> decoded, Context context, Collector<Operation> out) {
    gate.pass(decoded, catalog, context::output, out);
  }
}
