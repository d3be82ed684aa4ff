package org.flinkvectorindex.operators.admit;

import java.time.Clock;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Directory;

/**
 * As {@link AdmitQueries}, but of collections that come and go, and of aliases that stand for one:
 * which one, is decided here, so that all shards that are asked are of the same.
 */
public final class AdmitFollowingQueries
    extends BroadcastProcessFunction<Decoded<Query>, Directory, AdmittedQuery> {
  private static final long serialVersionUID = 1L;

  private final Catalog configured;
  private final Clock clock;
  private transient QueryGate gate;
  private transient Followed followed;

  /**
   * @param clock serializable, as Java's own clocks are
   */
  public AdmitFollowingQueries(Catalog configured, Clock clock) {
    this.configured = configured;
    this.clock = clock;
  }

  /** All state. */
  public static List<StateDescriptor<?, ?>> descriptors() {
    return List.of(Followed.DIRECTORY);
  }

  @Override
  public void open(OpenContext context) {
    gate = new QueryGate(clock, getRuntimeContext().getMetricGroup());
    followed = new Followed(configured, getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(
      Decoded<Query> decoded, ReadOnlyContext context, Collector<AdmittedQuery> out)
      throws Exception {
    Catalog current = followed.current(context.getBroadcastState(Followed.DIRECTORY));
    gate.pass(decoded, current, context::output, out);
  }

  @Override
  public void processBroadcastElement(
      Directory directory, Context context, Collector<AdmittedQuery> out) throws Exception {
    followed.follow(directory, context.getBroadcastState(Followed.DIRECTORY));
  }
}
