package org.flinkvectorindex.jobs.topology;

import org.flinkvectorindex.operators.IndexFlow;
import org.flinkvectorindex.operators.Stage;

/** The flow of the job: a pure function of its end points. */
public final class VectorIndexTopology {
  private VectorIndexTopology() {}

  public static void build(EndPoints ends, IndexFlow.Options options) {
    IndexFlow flow = IndexFlow.of(ends.mutations(), ends.queries(), ends.controls(), options);
    Stage.RESULTS.on(flow.results().sinkTo(ends.results()));
    Stage.DEAD_LETTERS.on(flow.deadLetters().sinkTo(ends.deadLetters()));
    ends.changes().ifPresent(sink -> Stage.CHANGES.on(flow.changes().sinkTo(sink)));
    flow.statistics()
        .ifPresent(
            statistics ->
                ends.statistics().ifPresent(sink -> Stage.STATISTICS.on(statistics.sinkTo(sink))));
    ends.cache().ifPresent(cache -> cache.publish(flow));
  }
}
