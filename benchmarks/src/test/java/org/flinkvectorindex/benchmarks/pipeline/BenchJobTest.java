package org.flinkvectorindex.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.benchmarks.IndexOptions;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is measured is the job as it is deployed. */
class BenchJobTest {

  @Command
  private static final class Options {
    @Mixin private IndexOptions index;
  }

  private static BenchJob job() {
    Options options = new Options();
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs();
    return new BenchJob("localhost:9092", 100, Metric.COSINE, 8, options.index, 64, 16, "10 s");
  }

  @Test
  void vectorsFromATopicAreFollowedByTheirChanges() {
    JobOptions job = job().fromTopic();
    assertThat(job.backfill()).isEmpty();
    assertThat(job.changes()).isPresent();
    assertThat(job.batch().maxRows()).isEqualTo(16);
  }

  @Test
  void vectorsFromAFileAreABackfillWithoutALimit() {
    JobOptions job = job().fromFile(Path.of("/my data/base.fbin"));
    assertThat(job.changes()).isEmpty();
    assertThat(job.backfill().orElseThrow().files()).containsExactly("file:/my data/base.fbin");
    assertThat(job.backfill().orElseThrow().rate()).isEqualTo(10_000_000);
  }

  /** Changes would be written and read once more between them. */
  @Test
  void whatAdmitsChangesAndWhatBatchesThemIsOneTask() {
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    VectorIndexJob.wire(job().fromTopic(), flink);
    assertThat(
            StreamSupport.stream(
                    flink.getStreamGraph().getJobGraph().getVertices().spliterator(), false)
                .map(JobVertex::getName))
        .anyMatch(name -> name.contains("Admit vectors") && name.contains("Batch"));
  }
}
