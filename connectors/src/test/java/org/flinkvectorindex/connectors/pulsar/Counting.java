package org.flinkvectorindex.connectors.pulsar;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;

/** Counts ids in state, one subtask; tests look on from the same JVM. */
final class Counting
    implements MapFunction<String, String>, CheckpointedFunction, CheckpointListener {
  private static final long serialVersionUID = 1L;

  static final int BATCH = 100;

  private static final AtomicBoolean FAIL = new AtomicBoolean();
  private static final AtomicInteger FAILURES = new AtomicInteger();
  private static final AtomicInteger STARTS = new AtomicInteger();
  private static final AtomicInteger CHECKPOINTS = new AtomicInteger();
  private static final AtomicInteger INSIDE_BATCH = new AtomicInteger();
  private static volatile Map<String, Integer> current = Map.of();

  private transient Map<String, Integer> counts;
  private transient Map<Long, Boolean> inside;
  private transient ListState<String> state;

  static void clear() {
    FAIL.set(false);
    FAILURES.set(0);
    STARTS.set(0);
    newRun();
    current = Map.of();
  }

  /** Checkpoints are counted from now on. */
  static void newRun() {
    CHECKPOINTS.set(0);
    INSIDE_BATCH.set(0);
  }

  /** Fails the task at its next record. */
  static void fail() {
    FAIL.set(true);
  }

  static int failures() {
    return FAILURES.get();
  }

  /** How often the task began. */
  static int starts() {
    return STARTS.get();
  }

  static int checkpoints() {
    return CHECKPOINTS.get();
  }

  /** Completed checkpoints at which some partition stood within a batch. */
  static int checkpointsInsideABatch() {
    return INSIDE_BATCH.get();
  }

  /** As it is in the state of the task that runs now. */
  static Map<String, Integer> counts() {
    return new TreeMap<>(current);
  }

  @Override
  public String map(String id) {
    counts.merge(id, 1, Integer::sum);
    if (FAIL.compareAndSet(true, false)) {
      FAILURES.incrementAndGet();
      throw new IllegalStateException("a failure that the test asked for");
    }
    return id;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("ids", Types.STRING));
    counts = new ConcurrentHashMap<>();
    inside = new ConcurrentHashMap<>();
    for (String id : state.get()) {
      counts.merge(id, 1, Integer::sum);
    }
    current = counts;
    STARTS.incrementAndGet();
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    Map<String, Integer> ofPartition = new TreeMap<>();
    state.clear();
    for (Map.Entry<String, Integer> each : counts.entrySet()) {
      for (int i = 0; i < each.getValue(); i++) {
        state.add(each.getKey());
      }
      ofPartition.merge(each.getKey().replaceAll("#.*", ""), each.getValue(), Integer::sum);
    }
    inside.put(
        context.getCheckpointId(), ofPartition.values().stream().anyMatch(n -> n % BATCH != 0));
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    CHECKPOINTS.incrementAndGet();
    if (inside.getOrDefault(checkpoint, false)) {
      INSIDE_BATCH.incrementAndGet();
    }
  }

  /** Takes its time with each record, so that checkpoints come between. */
  static final class Slowly implements MapFunction<Decoded<Mutation>, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String map(Decoded<Mutation> decoded) {
      LockSupport.parkNanos(300_000);
      return ((Decoded.Accepted<Mutation>) decoded).record().id();
    }
  }
}
