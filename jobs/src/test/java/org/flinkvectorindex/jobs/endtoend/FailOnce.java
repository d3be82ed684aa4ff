package org.flinkvectorindex.jobs.endtoend;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.serde.DecodedMutationFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.topology.EndPoints;
import org.flinkvectorindex.jobs.topology.FlinkSettings;
import org.flinkvectorindex.jobs.topology.FlowOptions;
import org.flinkvectorindex.jobs.topology.OutsideEndPoints;
import org.flinkvectorindex.jobs.topology.VectorIndexTopology;

/** Lets records through, but fails its task once, some records after it was armed. */
final class FailOnce<T> implements MapFunction<T, T> {
  private static final long serialVersionUID = 1L;
  private static final AtomicInteger REMAINING = new AtomicInteger(Integer.MAX_VALUE);
  private static final AtomicBoolean FAILED = new AtomicBoolean();

  /** All subtasks of this JVM together count. */
  static void arm(int records) {
    FAILED.set(false);
    REMAINING.set(records);
  }

  /** A job as ever, with such a fault between the vectors' sources and the rest. */
  static void wire(JobOptions options, StreamExecutionEnvironment flink) {
    flink.configure(FlinkSettings.of(options, flink.getConfiguration()));
    EndPoints ends = OutsideEndPoints.of(options, flink);
    VectorIndexTopology.build(
        ends.withMutations(
            ends.mutations()
                .map(new FailOnce<>())
                .returns(new RecordTypeInfo<>(DecodedMutationFormat.INSTANCE))
                .uid("fail-once")),
        FlowOptions.of(options));
  }

  static boolean failed() {
    return FAILED.get();
  }

  @Override
  public T map(T record) {
    if (REMAINING.get() != Integer.MAX_VALUE
        && REMAINING.decrementAndGet() <= 0
        && FAILED.compareAndSet(false, true)) {
      REMAINING.set(Integer.MAX_VALUE);
      throw new IllegalStateException("a failure that the test asked for");
    }
    return record;
  }
}
