package org.flinkvectorindex.operators.admit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Directory;

/**
 * As {@link AdmitMutations}, but to collections that come and go: configured ones and those of the
 * directory. When one is dropped, its shards are told on the way that its changes take, so that
 * nothing this subtask admitted comes after.
 */
public final class AdmitFollowingMutations
    extends BroadcastProcessFunction<Decoded<Mutation>, Directory, Operation> {
  private static final long serialVersionUID = 1L;

  /** What the directory is broadcast under. */
  public static final MapStateDescriptor<Integer, Directory> DIRECTORY = Followed.DIRECTORY;

  private final Catalog configured;
  private transient MutationGate gate;
  private transient Followed followed;

  public AdmitFollowingMutations(Catalog configured) {
    this.configured = configured;
  }

  /** All state. */
  public static List<StateDescriptor<?, ?>> descriptors() {
    return List.of(DIRECTORY);
  }

  @Override
  public void open(OpenContext context) {
    gate = new MutationGate(getRuntimeContext().getMetricGroup());
    followed = new Followed(configured, getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(
      Decoded<Mutation> decoded, ReadOnlyContext context, Collector<Operation> out)
      throws Exception {
    Catalog current = followed.current(context.getBroadcastState(DIRECTORY));
    gate.pass(decoded, current, context::output, out);
  }

  @Override
  public void processBroadcastElement(
      Directory directory, Context context, Collector<Operation> out) throws Exception {
    Directory before = followed.follow(directory, context.getBroadcastState(DIRECTORY));
    Map<String, Integer> dropped = new TreeMap<>(directory.dropped());
    dropped.keySet().removeAll(before.dropped().keySet());
    dropped.forEach((name, shards) -> out.collect(new Operation.Drop(name, shards)));
  }
}
