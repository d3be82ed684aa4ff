package org.flinkvectorindex.jobs;

import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.preflight.Preflight;
import org.flinkvectorindex.jobs.topology.FlinkSettings;
import org.flinkvectorindex.jobs.topology.FlowOptions;
import org.flinkvectorindex.jobs.topology.OutsideEndPoints;
import org.flinkvectorindex.jobs.topology.VectorIndexTopology;

/**
 * Keeps vector indexes as a function of streams: {@code --config job.yaml [--key value]…}, keys as
 * in {@code docs/configuration.md}.
 */
public final class VectorIndexJob {
  private VectorIndexJob() {}

  public static void main(String[] arguments) throws Exception {
    JobOptions job = JobConfiguration.load(List.of(arguments), System.getenv());
    Preflight.check(job);
    StreamExecutionEnvironment flink = StreamExecutionEnvironment.getExecutionEnvironment();
    wire(job, flink);
    flink.execute(job.name());
  }

  /** Puts the whole job into an environment, settings included. */
  public static void wire(JobOptions job, StreamExecutionEnvironment flink) {
    flink.configure(FlinkSettings.of(job, flink.getConfiguration()));
    VectorIndexTopology.build(OutsideEndPoints.of(job, flink), FlowOptions.of(job));
  }
}
